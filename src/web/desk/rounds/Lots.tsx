// 批次: where the goods of one lot went, every household and bag; calling it back and giving the list out.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { listLots, readLot, recallLot } from '../../../api/lot.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import type { Refused } from '../../kit/call.ts';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { Empty, ErrorNote, Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { poke, useResource } from '../../kit/resource.ts';
import { Table } from '../../kit/Table.tsx';
import { toast } from '../../kit/Toast.tsx';
import { dayTime } from '../../kit/time.ts';
import { call } from '../call.ts';
import { download } from '../people/download.ts';
import { addressOfPlace } from '../route.ts';
import { sayReason } from '../words.ts';
import { BagStory } from './BagStory.tsx';
import { sayRound } from './words.ts';

type Lot = AnswerOf<typeof readLot>;

export function Lots({ open }: { open: string | undefined }) {
  const [search, setSearch] = useState('');
  const wanted = search.trim();
  const lots = useResource(
    `lots ${wanted}`,
    signal => call<typeof listLots>('GET', '/api/v1/lots', { query: wanted ? { search: wanted } : {} }, { signal }),
    ['requests', 'lots'],
  );
  return (
    <>
      <h1 class="k-hidden">{sayRound('bags.lots')}</h1>
      <div class="desk-rounds" data-open={open ? '' : undefined}>
        <nav aria-label={sayRound('bags.lots')}>
          <TextInput
            label={sayRound('lots.search')}
            quietLabel
            placeholder={sayRound('lots.search')}
            type="search"
            value={search}
            onText={setSearch}
            maxLength={40}
          />
          <Loaded of={lots} lines={4}>
            {({ lots: list }) =>
              list.length === 0 ? (
                <Empty glyph="box">{sayRound('lots.none')}</Empty>
              ) : (
                <ul>
                  {list.map(lot => (
                    <li key={lot.lot}>
                      <a href={addressOfPlace('bags', 'lots', lot.lot)} aria-current={lot.lot === open || undefined}>
                        <span class="desk-round-name">
                          <b>{lot.lot}</b>
                        </span>
                        {lot.recalledAt && (
                          <Chip tone="tomato">{sayRound('lots.recalled', { time: dayTime(lot.recalledAt) })}</Chip>
                        )}
                        <span class="desk-round-when">
                          {sayRound('lots.head', { bags: lot.bags, households: lot.households, delivered: lot.delivered })}
                        </span>
                      </a>
                    </li>
                  ))}
                </ul>
              )
            }
          </Loaded>
        </nav>
        {open ? <OneLot key={open} lot={open} /> : <p class="k-quiet">{sayRound('lots.pick')}</p>}
      </div>
    </>
  );
}

function OneLot({ lot }: { lot: string }) {
  const [asking, setAsking] = useState(false);
  const [bagId, setBagId] = useState<string | undefined>(undefined);
  const [failed, setFailed] = useState<Refused | undefined>(undefined);
  const read = useResource(
    `lot ${lot}`,
    signal => call<typeof readLot>('GET', '/api/v1/lots/{lot}', { params: { lot } }, { signal }),
    ['requests', 'lots'],
  );
  const recall = useMove<Record<string, never>, AnswerOf<typeof recallLot>>(
    id => call<typeof recallLot>('POST', '/api/v1/lots/{lot}/recall', { params: { lot }, body: { id } }),
    answer => {
      toast(sayRound('lots.done', answer));
      setAsking(false);
      poke('lots');
      poke('calls');
    },
  );
  return (
    <section class="desk-round" aria-labelledby="lot-title">
      <Loaded of={read} lines={6}>
        {value => (
          <>
            <header>
              <h2 id="lot-title" class="k-title">
                {value.lot}
              </h2>
              <p class="k-quiet">
                {sayRound('lots.head', { bags: value.bags, households: value.households, delivered: value.delivered })}
              </p>
              <div class="k-row">
                {value.recalledAt ? (
                  <Chip tone="tomato" glyph="late">
                    {sayRound('lots.recalled', { time: dayTime(value.recalledAt) })}
                  </Chip>
                ) : (
                  <Button look="danger" onPress={() => setAsking(true)}>
                    {sayRound('lots.recall')}
                  </Button>
                )}
                <Button
                  onPress={async () => {
                    setFailed(await download(`/api/v1/lots/${encodeURIComponent(lot)}/export`, {}, `${lot}.csv`));
                  }}
                >
                  {sayRound('lots.export')}
                </Button>
              </div>
              <ErrorNote refusal={failed} />
            </header>
            <Households lot={value} onBag={setBagId} />
            <Dialog
              open={asking}
              title={sayRound('lots.sure', { lot: value.lot })}
              onClose={() => setAsking(false)}
              foot={
                <Button look="danger" busy={recall.sending} onPress={() => recall.send({})}>
                  {sayRound('lots.recall')}
                </Button>
              }
            >
              <p>{sayRound('lots.sure.line', { n: value.underWay, m: value.delivered })}</p>
              <ErrorNote refusal={recall.refusal} onRetry={recall.retry} />
            </Dialog>
          </>
        )}
      </Loaded>
      {bagId && <BagStory bagId={bagId} onClose={() => setBagId(undefined)} />}
    </section>
  );
}

function Households({ lot, onBag }: { lot: Lot; onBag: (bagId: string) => void }) {
  return (
    <Table
      caption={lot.lot}
      quietCaption
      rows={lot.list}
      rowKey={row => row.bagId}
      onPick={row => onBag(row.bagId)}
      columns={[
        { key: 'door', head: sayRound('lot.door'), cell: row => <b>{row.door}</b> },
        { key: 'bag', head: sayRound('lot.bag'), cell: row => row.label },
        {
          key: 'step',
          head: sayRound('lot.step'),
          cell: row =>
            row.problem ? (
              <Chip tone="tomato">{sayReason(row.problem)}</Chip>
            ) : (
              <Chip tone={row.step === 'door' ? 'leaf' : 'sky'}>{nameOf(`bag.${row.step}`)}</Chip>
            ),
        },
        {
          key: 'when',
          head: sayRound('lot.when'),
          cell: row => (
            <>
              {dayTime(row.packedAt)}
              {row.deliveredAt && ` / ${dayTime(row.deliveredAt)}`}
              {row.called && ` · ${sayRound('lots.called')}`}
            </>
          ),
        },
      ]}
    />
  );
}
