// What finished rounds really took, beside the seconds that hold; taken over all or some by whoever sits here.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { adoptTravel, learnedTravel } from '../../../api/travel.ts';
import { Button } from '../../kit/Button.tsx';
import { useMove } from '../../kit/moves.ts';
import { Empty, ErrorNote, Loaded } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { Table } from '../../kit/Table.tsx';
import { call } from '../call.ts';
import { sayTravel } from './words.ts';

type Answer = AnswerOf<typeof learnedTravel>;
type Row = Answer['learned'][number];
const path = '/api/v1/compounds/{compoundId}/travel-times/learned';

const keyOf = ({ kind, buildingId }: Row) => `${kind} ${buildingId ?? ''}`;
function whatOf({ kind, label }: Row): string {
  if (label === null) return sayTravel(kind);
  return sayTravel(kind === 'gateSeconds' ? 'of.gate' : 'of.door', { building: label });
}
/** Worth taking over: enough was seen, and it says something else than what holds. */
const isNews = (row: Row) => row.proposed !== null && row.proposed !== row.present;

export function Learned({ compoundId, onAdopted }: { compoundId: string; onAdopted: (n: number) => void }) {
  const learned = useResource(`learned ${compoundId}`, signal =>
    call<typeof learnedTravel>('GET', path, { params: { compoundId } }, { signal }),
  );
  return (
    <Loaded of={learned} lines={6}>
      {answer =>
        answer.learned.length === 0 ? (
          <Empty glyph="clock">
            <p>{sayTravel('learn.none')}</p>
          </Empty>
        ) : (
          <Rows compoundId={compoundId} answer={answer} onAdopted={onAdopted} refetch={learned.refetch} />
        )
      }
    </Loaded>
  );
}

interface RowsProps {
  compoundId: string;
  answer: Answer;
  onAdopted: (n: number) => void;
  refetch: () => void;
}

function Rows({ compoundId, answer, onAdopted, refetch }: RowsProps) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const news = answer.learned.filter(isNews);
  const chosen = news.filter(row => !left.has(keyOf(row)));
  const adopt = useMove<Record<string, never>, unknown>(
    () =>
      call<typeof adoptTravel>('POST', path, {
        params: { compoundId },
        body: {
          basedOn: answer.basedOn,
          adopt: chosen.map(({ kind, buildingId, proposed }) => ({ kind, buildingId, seconds: proposed ?? 0 })),
        },
      }),
    () => onAdopted(chosen.length),
  );
  const tick = (row: Row, on: boolean) =>
    setLeft(known => {
      const next = new Set(known);
      if (on) next.delete(keyOf(row));
      else next.add(keyOf(row));
      return next;
    });
  return (
    <div class="k-stack">
      <p class="k-quiet">{sayTravel('learn.line', { rounds: answer.rounds })}</p>
      <Table
        caption={sayTravel('learn.caption', { n: news.length })}
        rows={answer.learned}
        rowKey={keyOf}
        columns={[
          {
            key: 'pick',
            head: '',
            cell: row =>
              isNews(row) ? (
                <input
                  type="checkbox"
                  class="desk-tick"
                  aria-label={sayTravel('pick', { what: whatOf(row) })}
                  checked={!left.has(keyOf(row))}
                  onChange={event => tick(row, event.currentTarget.checked)}
                />
              ) : null,
          },
          { key: 'what', head: sayTravel('what'), cell: row => <b>{whatOf(row)}</b> },
          { key: 'present', head: sayTravel('present'), end: true, cell: row => sayTravel('seconds', { n: row.present }) },
          {
            key: 'proposed',
            head: sayTravel('proposed'),
            end: true,
            cell: row =>
              row.proposed === null ? '—' : isNews(row) ? <b>{sayTravel('seconds', { n: row.proposed })}</b> : sayTravel('same'),
          },
          {
            key: 'seen',
            head: sayTravel('seen'),
            end: true,
            cell: row =>
              row.proposed === null ? (
                <span class="k-quiet">{sayTravel('seen.few', { n: row.observations, needed: row.needed })}</span>
              ) : (
                row.observations
              ),
          },
          {
            key: 'spread',
            head: sayTravel('spread'),
            end: true,
            cell: row => sayTravel('spread.of', { low: row.low, high: row.high }),
          },
        ]}
      />
      <ErrorNote refusal={adopt.refusal} onRetry={adopt.refusal?.code === 'state_has_changed' ? refetch : undefined} />
      {news.length > 0 && (
        <p>
          <Button look="main" busy={adopt.sending} disabled={chosen.length === 0} onPress={() => adopt.send({})}>
            {sayTravel('adopt', { n: chosen.length })}
          </Button>
        </p>
      )}
    </div>
  );
}
