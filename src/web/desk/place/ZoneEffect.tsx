// What a change would do, before it is recorded: counted, then listed, the urgent first.
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { previewZone } from '../../../api/zone.ts';
import { Glyph } from '../../kit/Glyph.tsx';
import { Note } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { serverNow } from '../../kit/now.ts';
import { Table } from '../../kit/Table.tsx';
import { dayTime } from '../../kit/time.ts';
import { say } from '../words.ts';
import { sayZone } from './words.ts';

export type Effect = AnswerOf<typeof previewZone>;

/** `before`: what was shown last time, where the change was refused because it would do something else by now. */
export function ZoneEffect({ effect, before }: { effect: Effect; before?: Effect | undefined }) {
  const { requests, helpers, exits } = effect;
  const touched = (of: Effect) => of.requests.by.reduce((sum, row) => sum + row.requests, 0);
  return (
    <div class="k-stack desk-effect">
      {before && (
        <Note tone="squash" glyph="waiting">
          {sayZone('changed', { now: touched(effect), before: touched(before) })}
        </Note>
      )}
      {effect.widerThan && (
        <Note tone="squash" glyph="late">
          {sayZone('effect.wider', { place: sayZone(`breadth.${effect.widerThan}`) })}
        </Note>
      )}
      {effect.backdated && (
        <Note tone="squash" glyph="clock">
          {sayZone('effect.backdated', {
            minutes: effect.backdated.minutes,
            n: effect.backdated.deliveredWithoutProtection,
          })}
        </Note>
      )}
      {Date.parse(effect.appliesAt) > serverNow() + 60_000 && (
        <Note tone="sky" glyph="clock">
          {sayZone('effect.later', { time: dayTime(effect.appliesAt) })}
        </Note>
      )}
      <section>
        <h3>{sayZone('effect.doors', { n: effect.doors.all, lived: effect.doors.livedIn })}</h3>
        {effect.doors.all === 0 && <p class="k-quiet">{sayZone('effect.none')}</p>}
        <ul class="desk-lines">
          {effect.levels.map(row => (
            <li key={`${row.from} ${row.to}`}>
              {sayZone('effect.level', { from: nameOf(`level.${row.from}`), to: nameOf(`level.${row.to}`), n: row.doors })}
            </li>
          ))}
        </ul>
      </section>
      {effect.points.length > 0 && (
        <section>
          <h3>{sayZone('effect.points')}</h3>
          <ul class="desk-lines">
            {effect.points.map(row => (
              <li key={`${row.person} ${row.from} ${row.to}`}>
                {sayZone('effect.point', {
                  person: sayZone(`person.${row.person}`),
                  from: say(`deliver.${row.from}`),
                  to: say(`deliver.${row.to}`),
                  n: row.doors,
                })}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>{sayZone('effect.requests')}</h3>
        {requests.by.length === 0 && <p class="k-quiet">{sayZone('effect.requests_none')}</p>}
        <ul class="desk-lines">
          {requests.by.map(row => (
            <li key={row.consequence}>
              <b>{row.requests}</b> {sayZone(`consequence.${row.consequence}`)}
            </li>
          ))}
        </ul>
        {requests.list.length > 0 && <RequestTable list={requests.list} />}
        {touched(effect) > requests.list.length && (
          <p class="k-quiet k-small">{sayZone('effect.more', { n: requests.list.length })}</p>
        )}
      </section>
      {effect.rounds.length > 0 && (
        <section>
          <h3>{sayZone('effect.rounds')}</h3>
          <ul class="desk-lines">
            {effect.rounds.map(round => (
              <li key={round.roundId}>
                {sayZone('effect.round', { number: round.number, name: round.helperName, n: round.stops })}
                {round.running && (
                  <>
                    {' '}
                    <Glyph name="on_way" /> {sayZone('effect.running')}
                  </>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {(helpers.cannotEnter.length > 0 || helpers.uncovered.length > 0) && (
        <section>
          <h3>{sayZone('effect.helpers')}</h3>
          {helpers.cannotEnter.length > 0 && (
            <p>{sayZone('effect.cannot', { names: helpers.cannotEnter.map(one => one.name).join('、') })}</p>
          )}
          {helpers.uncovered.length > 0 ? (
            <Note tone="tomato" glyph="late">
              {sayZone('effect.uncovered', { units: helpers.uncovered.map(unit => unit.name).join('、') })}
            </Note>
          ) : (
            <p class="k-quiet">{sayZone('effect.covered')}</p>
          )}
        </section>
      )}
      {(exits.outside > 0 || exits.void > 0) && (
        <section>
          <h3>{sayZone('effect.exits')}</h3>
          {exits.outside > 0 && <p>{sayZone('effect.outside', { n: exits.outside })}</p>}
          {exits.void > 0 && <p>{sayZone('effect.void', { n: exits.void })}</p>}
        </section>
      )}
    </div>
  );
}

type Row = Effect['requests']['list'][number];

function RequestTable({ list }: { list: readonly Row[] }) {
  return (
    <Table
      caption={sayZone('effect.requests')}
      quietCaption
      rows={list}
      rowKey={row => row.requestId}
      columns={[
        { key: 'door', head: say('zones.place'), cell: row => <b>{row.door}</b> },
        { key: 'number', head: '', cell: row => row.number },
        { key: 'state', head: sayZone('exit.state'), cell: row => nameOf(`state.${row.state}`) },
        {
          key: 'helper',
          head: sayZone('effect.helpers'),
          cell: row => [row.helperName, row.roundNumber].filter(Boolean).join(' · '),
        },
        {
          key: 'what',
          head: '',
          cell: row => (
            <>
              {sayZone(`consequence.${row.consequence}`)}{' '}
              <small class="k-quiet">
                {row.consequence === 'called_back'
                  ? sayZone('effect.relay', { where: sayZone(`relay.${row.relayAt}`) })
                  : sayZone('effect.where', { where: say(`deliver.${row.deliverTo}`) })}
              </small>
            </>
          ),
        },
      ]}
    />
  );
}
