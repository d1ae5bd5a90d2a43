// What is to be bought, summed; and the requests behind it, each packed into a bag with a label.
import { useRef, useState } from 'preact/hooks';
import type { shoppingList } from '../../../api/delivery.ts';
import type { listRuns } from '../../../api/dispatch.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import { type Kind, kindsWithGoods } from '../../../domain/request/kind.ts';
import { Button } from '../../kit/Button.tsx';
import { Select, TextInput } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { Empty, Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { useNow } from '../../kit/now.ts';
import { useResource } from '../../kit/resource.ts';
import { dayTime } from '../../kit/time.ts';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { ShoppingSheet } from './ShoppingSheet.tsx';
import { ToPack } from './ToPack.tsx';
import './supply.css';

export type Shopping = AnswerOf<typeof shoppingList>;

export function Supply() {
  const { places, may, me } = useSeat();
  const now = useNow('minute');
  const [runId, setRunId] = useState('');
  const [compoundId, setCompoundId] = useState('');
  const [kind, setKind] = useState<Kind | ''>('');
  const [search, setSearch] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const query = {
    ...(runId ? { runId } : {}),
    ...(compoundId ? { compoundId } : {}),
    ...(kind ? { kind } : {}),
    ...(search.trim() ? { search: search.trim() } : {}),
  };
  const list = useResource(
    `shopping ${JSON.stringify(query)}`,
    signal => call<typeof shoppingList>('GET', '/api/v1/shopping-list', { query }, { signal }),
    ['requests', 'supply'],
  );
  const runs = useResource('runs', signal => call<typeof listRuns>('GET', '/api/v1/runs', {}, { signal }), ['runs']);
  useHotkeys([
    { key: '/', text: say('keys.search'), run: () => field.current?.focus() },
    { key: 'Escape', text: say('keys.escape'), always: true, run: () => (document.activeElement as HTMLElement | null)?.blur() },
  ]);
  const several = (places?.compounds.length ?? 0) > 1;
  const runChoices = (runs.value?.runs ?? [])
    .filter(run => !compoundId || run.compoundId === compoundId)
    .map(run => ({
      value: run.runId,
      text: several ? `${run.compoundName} ${dayTime(run.startsAt, now)}` : dayTime(run.startsAt, now),
    }));
  const about = [
    runChoices.find(one => one.value === runId)?.text ?? say('supply.every_run'),
    places?.compounds.find(one => one.compoundId === compoundId)?.name,
    kind ? nameOf(`kind.${kind}`) : undefined,
  ].filter(one => one !== undefined);
  return (
    <div class="desk-page">
      <div class="k-no-print">
        <header class="desk-page-head">
          <h1>
            {list.value
              ? say('supply.title', {
                  lines: list.value.lines.length,
                  requests: list.value.requests.filter(one => !one.packed).length,
                })
              : say('page.supply')}
          </h1>
          <div class="desk-supply-filters">
            <TextInput
              label={sayFind()}
              quietLabel
              placeholder={sayFind()}
              value={search}
              onText={setSearch}
              refTo={field}
              type="search"
              maxLength={60}
            />
            <Select
              label={say('made.run')}
              quietLabel
              value={runId}
              options={[{ value: '', text: say('supply.every_run') }, ...runChoices]}
              onPick={setRunId}
            />
            {several && (
              <Select
                label={say('queue.compound')}
                quietLabel
                value={compoundId}
                options={[
                  { value: '', text: say('supply.every_compound') },
                  ...(places?.compounds ?? []).map(one => ({ value: one.compoundId, text: one.name })),
                ]}
                onPick={setCompoundId}
              />
            )}
            <Select
              label={say('queue.kind')}
              quietLabel
              value={kind}
              options={[
                { value: '', text: say('supply.every_kind') },
                ...kindsWithGoods.map(one => ({ value: one, text: nameOf(`kind.${one}`) })),
              ]}
              onPick={value => setKind(value as Kind | '')}
            />
            <Button onPress={() => window.print()}>
              <Glyph name="print" />
              {say('supply.print')}
            </Button>
          </div>
        </header>
        <Loaded of={list} lines={8}>
          {shopping =>
            shopping.requests.length === 0 ? (
              <Empty glyph="served">
                <p>{say('supply.empty')}</p>
              </Empty>
            ) : (
              <div class="desk-supply">
                <Lines shopping={shopping} />
                {may('packBag') && <ToPack requests={shopping.requests} refetch={list.refetch} />}
              </div>
            )
          }
        </Loaded>
      </div>
      {list.value && (
        <ShoppingSheet shopping={list.value} about={about.join(' · ')} community={me.communityName} demo={me.demo} />
      )}
    </div>
  );
}

const sayFind = () => say('supply.search');

/** `12`, `1.5`; nothing where nobody named a quantity. */
export function amount(line: Shopping['lines'][number]): string {
  if (line.quantity === null) return say('supply.some');
  return line.unit === null ? `${line.quantity}` : `${line.quantity} ${line.unit}`;
}

function Lines({ shopping }: { shopping: Shopping }) {
  const [open, setOpen] = useState<string | undefined>(undefined);
  return (
    <section aria-labelledby="lines-title">
      <h2 id="lines-title">{say('supply.lines')}</h2>
      <ul class="desk-shopping">
        {shopping.lines.map(line => {
          const key = `${line.name} ${line.unit}`;
          const behind = shopping.requests.filter(request =>
            request.items.some(item => item.name === line.name && item.unit === line.unit),
          );
          return (
            <li key={key}>
              <button type="button" aria-expanded={open === key} onClick={() => setOpen(open === key ? undefined : key)}>
                <b>{line.name}</b>
                <span class="desk-amount">{amount(line)}</span>
                <small>{say('supply.doors', { n: line.requests })}</small>
              </button>
              {open === key && (
                <ul class="desk-behind">
                  {behind.map(request => (
                    <li key={request.requestId}>
                      {request.door}
                      {request.items
                        .filter(item => item.name === line.name && item.unit === line.unit)
                        .map(item => (
                          <span key={item.name}>
                            {' '}
                            {item.quantity ?? ''} {item.unit ?? ''}
                            {item.substitution !== 'ask' && (
                              <small> {nameOf(`substitution.${item.substitution as 'similar'}`)}</small>
                            )}
                          </span>
                        ))}
                    </li>
                  ))}
                </ul>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
