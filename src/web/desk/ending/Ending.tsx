// After the emergency: what a stand-down closes, the plan of destruction with its confirmations, the certificate, and legal holds.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { confirmGone, readStandDown, Standing } from '../../../api/stand-down.ts';
import { Button } from '../../kit/Button.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Loaded, Note } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { Table } from '../../kit/Table.tsx';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { clockTime, dayOf } from '../../kit/time.ts';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';
import { sayCode } from '../words.ts';
import './ending.css';
import { Holds } from './Holds.tsx';
import { Proof } from './Proof.tsx';
import { StandDown } from './StandDown.tsx';
import { sayEnding } from './words.ts';

type Answer = AnswerOf<typeof readStandDown>;

export function Ending() {
  const { may } = useSeat();
  const state = useResource('stand-down', signal => call<typeof readStandDown>('GET', '/api/v1/stand-down', {}, { signal }), [
    'zones',
    'requests',
  ]);
  const [asking, setAsking] = useState(false);
  return (
    <div class="desk-page">
      <header class="desk-page-head">
        <div>
          <h1>{sayEnding('title')}</h1>
          <p class="k-quiet">{sayEnding('line')}</p>
        </div>
      </header>
      <Loaded of={state} lines={6}>
        {answer => (
          <div class="k-stack">
            {answer.standDowns.map((one, at) => (
              <Plan key={one.standDownId} standing={one} exports={at === 0 ? answer.exports : []} onChange={state.refetch} />
            ))}
            <section class="ending-card k-stack">
              <h2>{sayEnding('open')}</h2>
              <dl class="ending-open">
                {(['requests', 'running', 'zones'] as const).map(what => (
                  <div key={what}>
                    <dt>{sayEnding(`open.${what}`)}</dt>
                    <dd>{answer.open[what]}</dd>
                  </div>
                ))}
              </dl>
              <p class="k-quiet">{sayEnding('open.line')}</p>
              {may('standDown') && (
                <p>
                  <Button look="danger" onPress={() => setAsking(true)}>
                    {sayEnding('go')}
                  </Button>
                </p>
              )}
            </section>
            <Holds holds={answer.holds} onChange={state.refetch} />
            {asking && (
              <StandDown
                name={answer.communityName}
                onClose={() => setAsking(false)}
                onDone={() => {
                  setAsking(false);
                  state.refetch();
                }}
              />
            )}
          </div>
        )}
      </Loaded>
    </div>
  );
}

const whole = (at: string) => `${dayOf(at)} ${clockTime(at)}`;

function Plan({ standing, exports, onChange }: { standing: Standing; exports: Answer['exports']; onChange: () => void }) {
  const { closed } = standing;
  return (
    <section class="ending-card k-stack">
      <h2>{sayEnding('plan')}</h2>
      <p>
        {sayEnding('since', {
          order: standing.orderNumber,
          name: standing.byName ?? '–',
          at: whole(standing.at),
          requests: closed.requests,
          zones: closed.zones,
          codes: closed.doorCodes,
        })}
      </p>
      <Table
        caption={sayEnding('plan')}
        quietCaption
        rows={standing.classes}
        rowKey={one => one.class}
        columns={[
          {
            key: 'class',
            head: sayEnding('kind'),
            cell: one => (
              <>
                <b>{sayEnding(`class.${one.class}`)}</b> <small class="k-quiet">{sayEnding(`line.${one.class}`)}</small>
              </>
            ),
          },
          { key: 'due', head: sayEnding('due'), cell: one => whole(one.dueAt) },
          {
            key: 'done',
            head: sayEnding('done'),
            cell: one =>
              one.doneAt === null ? (
                <span class="k-quiet">{sayEnding('waiting')}</span>
              ) : (
                <>
                  {sayEnding('done.count', { rows: one.rows, files: one.files })} <TimeAgo at={one.doneAt} />
                </>
              ),
          },
        ]}
      />
      <p class="k-quiet">{sayEnding(standing.purgedAt === null ? 'purged.not' : 'purged')}</p>
      <Gone standing={standing} what="exports" exports={exports} onChange={onChange} />
      <Gone standing={standing} what="back_ups" exports={[]} onChange={onChange} />
      <h3>{sayEnding('proof')}</h3>
      {standing.certifiedAt === null ? <p>{sayEnding('proof.not')}</p> : <Proof standDownId={standing.standDownId} />}
    </section>
  );
}

function Gone({
  standing,
  what,
  exports,
  onChange,
}: {
  standing: Standing;
  what: 'exports' | 'back_ups';
  exports: Answer['exports'];
  onChange: () => void;
}) {
  const goneAt = what === 'exports' ? standing.exportsGoneAt : standing.backUpsGoneAt;
  const confirm = useMove<Record<string, never>, unknown>(
    () =>
      call<typeof confirmGone>('POST', '/api/v1/stand-down/{standDownId}/gone', {
        params: { standDownId: standing.standDownId },
        body: { what },
      }),
    onChange,
  );
  return (
    <div class="k-stack">
      <h3>{sayEnding(`gone.${what}`)}</h3>
      <p>{sayEnding(`${what}.line`)}</p>
      {what === 'exports' &&
        (exports.length === 0 ? (
          <p class="k-quiet">{sayEnding('exports.none')}</p>
        ) : (
          <ul class="ending-exports">
            {exports.map(one => (
              <li key={one.at + one.act}>
                {sayCode('act', one.act)} <span class="k-quiet">{one.byName ?? '–'}</span> <TimeAgo at={one.at} />
              </li>
            ))}
          </ul>
        ))}
      {goneAt === null ? (
        <p>
          <Button busy={confirm.sending} onPress={() => confirm.send({})}>
            {sayEnding(`gone.${what}`)}
          </Button>
        </p>
      ) : (
        <Note tone="leaf" glyph="served">
          {sayEnding('gone.by', { at: whole(goneAt) })}
        </Note>
      )}
      <ErrorNote refusal={confirm.refusal} />
    </div>
  );
}
