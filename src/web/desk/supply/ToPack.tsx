// Packs request after request: weight and what was paid, Enter, the label to write on the bag, and on to the next.
import { useRef, useState } from 'preact/hooks';
import type { packBag } from '../../../api/delivery.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import { type GoodsClass, goodsClasses } from '../../../domain/request/kind.ts';
import { Button } from '../../kit/Button.tsx';
import { Clock } from '../../kit/Clock.tsx';
import { TextInput } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { glyphOfKind } from '../../kit/kind-glyph.ts';
import { useMoves } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { call } from '../call.ts';
import { writeLine } from '../intake/line.ts';
import { gramsOf } from '../request/Made.tsx';
import { sayRound } from '../rounds/words.ts';
import { go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { fenOf } from './money.ts';
import type { Shopping } from './Supply.tsx';

type Request = Shopping['requests'][number];
interface Packing {
  readonly goodsClass?: GoodsClass;
  readonly grams?: number;
  readonly paidFen?: number;
  readonly lot?: string;
}

export function ToPack({ requests, refetch }: { requests: readonly Request[]; refetch: () => void }) {
  const list = useRef<HTMLOListElement>(null);
  // Rows that were packed here stay in view with their label until the list is read again.
  const [labels, setLabels] = useState<ReadonlyMap<string, { label: string; bagId: string; request: Request }>>(new Map());
  // A lot is the same for bag after bag.
  const [lot, setLot] = useState('');
  const { queue, may } = useSeat();
  const pack = useMoves<Packing & { requestId: string }, AnswerOf<typeof packBag>>(
    (id, { requestId, ...body }) =>
      call<typeof packBag>('POST', '/api/v1/requests/{requestId}/bags', { params: { requestId }, body: { id, ...body } }),
    (answer, { requestId }) => {
      const request = requests.find(one => one.requestId === requestId);
      if (request) setLabels(old => new Map(old).set(requestId, { label: answer.label, bagId: answer.bagId, request }));
      queue.refresh([requestId]);
      refetch();
    },
  );
  const waiting = requests.filter(one => !one.packed && !labels.has(one.requestId));
  const focusNext = (from: HTMLElement) => {
    const fields = [...(list.current?.querySelectorAll<HTMLInputElement>('input[data-first]') ?? [])];
    const at = fields.findIndex(field => from.closest('li')?.contains(field));
    (fields[at + 1] ?? fields[at - 1])?.focus();
  };
  return (
    <section aria-labelledby="pack-title">
      <h2 id="pack-title">{say('pack.title', { n: waiting.length })}</h2>
      <TextInput label={sayRound('pack.lot')} optional value={lot} onText={setLot} maxLength={40} />
      {labels.size > 0 && may('printLabels') && (
        <Button onPress={() => go('bags', ['labels', [...labels.values()].map(one => one.bagId).join(',')])}>
          <Glyph name="print" />
          {sayRound('pack.labels', { n: labels.size })}
        </Button>
      )}
      {labels.size > 0 && (
        <ul class="desk-labels" aria-label={say('pack.labels')}>
          {[...labels.values()].reverse().map(({ label, request }) => (
            <li key={request.requestId}>
              <Glyph name="bag" />
              <b>{label}</b>
              <span>{request.door}</span>
            </li>
          ))}
        </ul>
      )}
      <ol class="desk-pack" ref={list}>
        {waiting.map(request => {
          const state = pack.of(request.requestId);
          return (
            <PackRow
              key={request.requestId}
              request={request}
              sending={state.is === 'sending'}
              onPack={(packing, from) => {
                focusNext(from);
                const ofLot = lot.trim() === '' ? {} : { lot: lot.trim() };
                void pack.send(request.requestId, { ...packing, ...ofLot, requestId: request.requestId });
              }}
            >
              {state.is === 'failed' && <ErrorNote refusal={state.refusal} onRetry={() => pack.retry(request.requestId)} />}
            </PackRow>
          );
        })}
      </ol>
    </section>
  );
}

interface PackRowProps {
  request: Request;
  sending: boolean;
  onPack: (packing: Packing, from: HTMLElement) => void;
  children: preact.ComponentChildren;
}

function PackRow({ request, sending, onPack, children }: PackRowProps) {
  const [kilos, setKilos] = useState('');
  const [paid, setPaid] = useState('');
  const [goodsClass, setGoodsClass] = useState<GoodsClass | ''>('');
  const grams = gramsOf(kilos);
  const paidFen = fenOf(paid);
  const wrong = Number.isNaN(grams) || paidFen === null;
  return (
    <li>
      <form
        onSubmit={event => {
          event.preventDefault();
          if (wrong || sending) return;
          onPack(
            {
              ...(goodsClass ? { goodsClass } : {}),
              ...(grams === undefined ? {} : { grams }),
              ...(paidFen === undefined || paidFen === null ? {} : { paidFen }),
            },
            event.currentTarget,
          );
        }}
      >
        <p class="desk-pack-door">
          <Glyph name={glyphOfKind[request.kind]} label={nameOf(`kind.${request.kind}`)} />
          <b>{request.door}</b>
          <Clock due={request.dueAt} />
        </p>
        <p class="desk-pack-items">
          <small>{request.number}</small>{' '}
          {request.items
            .map(item =>
              [
                writeLine(item),
                item.substitution === 'ask' ? '' : `(${nameOf(`substitution.${item.substitution as 'similar'}`)})`,
              ].join(''),
            )
            .join('，')}
        </p>
        <div class="desk-pack-fields">
          <label>
            <span>{say('pack.kilos')}</span>
            <input
              class="k-input"
              data-first
              inputMode="decimal"
              value={kilos}
              maxLength={6}
              aria-invalid={Number.isNaN(grams) || undefined}
              onInput={event => setKilos(event.currentTarget.value)}
            />
          </label>
          <label>
            <span>{say('pack.paid')}</span>
            <input
              class="k-input"
              inputMode="decimal"
              value={paid}
              maxLength={9}
              aria-invalid={paidFen === null || undefined}
              onInput={event => setPaid(event.currentTarget.value)}
            />
          </label>
          <span class="desk-pick">
            <select
              aria-label={say('pack.class')}
              value={goodsClass}
              onChange={event => setGoodsClass(event.currentTarget.value as GoodsClass | '')}
            >
              <option value="">{say('pack.class')}</option>
              {goodsClasses.map(one => (
                <option key={one} value={one}>
                  {nameOf(`goods.${one}`)}
                </option>
              ))}
            </select>
            <Glyph name="down" size={0.75} />
          </span>
          <Button type="submit" busy={sending}>
            {say('pack.go')}
          </Button>
        </div>
        {wrong && <p class="k-problem">{say('pack.wrong')}</p>}
      </form>
      {children}
    </li>
  );
}
