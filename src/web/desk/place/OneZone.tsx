// One order: whether the conditions of its release are met, what was said since, and the order that ends it.
import { useState } from 'preact/hooks';
import type { AnswerOf, Sends } from '../../../api/endpoint.ts';
import type { endZone, previewEndZone, readZone, recordZoneFact } from '../../../api/zone.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip, LevelChip } from '../../kit/Chip.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Select, TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Loaded, Note } from '../../kit/Note.tsx';
import { serverNow } from '../../kit/now.ts';
import { useResource } from '../../kit/resource.ts';
import { Segments } from '../../kit/Settings.tsx';
import { clockTime, dayTime, isoDay, span } from '../../kit/time.ts';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { instantOf } from './pick.ts';
import { useShown } from './shown.ts';
import { sayZone } from './words.ts';
import { ZoneEffect } from './ZoneEffect.tsx';

type One = AnswerOf<typeof readZone>;
type Condition = One['conditions'][number];

export function OneZone({ zoneId, onClose, onChanged }: { zoneId: string; onClose: () => void; onChanged: () => void }) {
  const { may } = useSeat();
  const [doing, setDoing] = useState<'fact' | 'end' | undefined>(undefined);
  const zone = useResource(`zone:${zoneId}`, signal =>
    call<typeof readZone>('GET', '/api/v1/zones/{zoneId}', { params: { zoneId } }, { signal }),
  );
  const lasts = zone.value !== undefined && zone.value.endedAt === null;
  if (doing === 'end' && zone.value) return <EndZone zone={zone.value} onClose={() => setDoing(undefined)} onDone={onChanged} />;
  return (
    <Dialog
      open
      wide
      title={
        zone.value ? sayZone('one.title', { place: zone.value.placeName, order: zone.value.orderNumber }) : say('page.zones')
      }
      onClose={onClose}
      foot={
        <>
          {lasts && may('recordZoneFact') && <Button onPress={() => setDoing('fact')}>{sayZone('fact.add')}</Button>}
          {lasts && may('endZone') && (
            <Button onPress={() => setDoing('end')} label={say('zones.end_of', { place: zone.value?.placeName ?? '' })}>
              {say('zones.end')}
            </Button>
          )}
          <Button onPress={onClose}>{sayKit('close')}</Button>
        </>
      }
    >
      <Loaded of={zone}>{value => <Told zone={value} />}</Loaded>
      {doing === 'fact' && zone.value && (
        <AddFact
          zone={zone.value}
          onClose={() => setDoing(undefined)}
          onDone={() => {
            setDoing(undefined);
            zone.refetch();
          }}
        />
      )}
    </Dialog>
  );
}

function Told({ zone }: { zone: One }) {
  const late = Date.parse(zone.recordedAt) - Date.parse(zone.startsAt);
  return (
    <div class="k-stack">
      <p class="k-row">
        <LevelChip level={zone.level} /> <span>{dayTime(zone.startsAt)} →</span>
        <span>{zone.endedAt ? dayTime(zone.endedAt) : <Planned at={zone.plannedEndAt} />}</span>
      </p>
      <p>
        {sayZone('one.recorded', { name: zone.recordedByName ?? '', time: dayTime(zone.recordedAt) })}
        {late > 5 * 60_000 && ` · ${sayZone('one.backdated', { span: span(late) })}`}
        {zone.endOrderNumber && ` · ${sayZone('one.ended', { name: zone.endedByName ?? '', order: zone.endOrderNumber })}`}
      </p>
      {zone.approvalMissing.length > 0 && <p>{sayZone('approval_missing', { steps: zone.approvalMissing.join('、') })}</p>}
      <section>
        <h3>{sayZone('one.conditions')}</h3>
        <p class="k-quiet">
          {sayZone('one.clock', { time: dayTime(zone.clockFrom) })} {sayZone('one.only_order')}
        </p>
        {zone.conditions.length === 0 && <p>{sayZone('one.no_conditions')}</p>}
        <ul class="desk-lines">
          {zone.conditions.map(row => (
            <li key={JSON.stringify(row.condition)}>
              <Chip tone={row.met ? 'leaf' : 'squash'} glyph={row.met ? 'served' : 'waiting'}>
                {sayZone(row.met ? 'met' : 'unmet')}
              </Chip>{' '}
              {nameCondition(row.condition)} <span class="k-quiet">{sayWhy(row)}</span>
            </li>
          ))}
        </ul>
      </section>
      {zone.facts.length > 0 && (
        <section>
          <h3>{sayZone('facts')}</h3>
          <ul class="desk-lines">
            {zone.facts.map(fact => (
              <li key={fact.zoneFactId}>
                {dayTime(fact.happenedAt)}{' '}
                <b>
                  {fact.kind === 'case'
                    ? sayZone('fact.case')
                    : fact.kind === 'tested'
                      ? sayZone('fact.tested', {
                          tested: fact.tested ?? 0,
                          expected: fact.expected ?? 0,
                          positive: fact.positive ?? 0,
                        })
                      : sayZone('fact.confirmed', { what: fact.what ?? '' })}
                </b>{' '}
                <span class="k-quiet">{[fact.orderNumber, fact.byName].filter(Boolean).join(' · ')}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

export function Planned({ at }: { at: string | null }) {
  if (at === null) return <span class="k-quiet">{sayZone('planned_none')}</span>;
  if (Date.parse(at) <= serverNow()) return <span>{sayZone('planned_over')}</span>;
  return <span>{sayZone('planned_at', { time: dayTime(at) })}</span>;
}

export function nameCondition(condition: Condition['condition']): string {
  switch (condition.kind) {
    case 'days_without_case':
      return sayZone('condition.days_without_case', { n: condition.days });
    case 'all_tested_negative':
      return sayZone('condition.all_tested_negative', { n: condition.hours });
    case 'confirmed':
      return condition.what;
  }
}

function sayWhy({ why, metAt }: Condition): string {
  const time = metAt === null ? '' : dayTime(metAt);
  return sayZone(`why.${why}`, { time });
}

type Fact = Sends<typeof recordZoneFact>['body'];
type Said = Fact extends infer F ? (F extends { id: string } ? Omit<F, 'id'> : never) : never;

function AddFact({ zone, onClose, onDone }: { zone: One; onClose: () => void; onDone: () => void }) {
  const confirmable = zone.conditions.flatMap(row => (row.condition.kind === 'confirmed' ? [row.condition.what] : []));
  const [kind, setKind] = useState<Fact['kind']>(confirmable.length > 0 ? 'confirmed' : 'tested');
  const [day, setDay] = useState(isoDay(serverNow()));
  const [time, setTime] = useState(clockTime(serverNow()));
  const [order, setOrder] = useState('');
  const [endDay, setEndDay] = useState('');
  const [numbers, setNumbers] = useState({ expected: '', tested: '', positive: '0' });
  const [what, setWhat] = useState(confirmable[0] ?? '');
  const happenedAt = instantOf(day, time) ?? '';
  const plannedEndAt = endDay === '' ? undefined : instantOf(endDay, '00:00');
  const number = (text: string) => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : undefined);
  const [expected, tested, positive] = [number(numbers.expected), number(numbers.tested), number(numbers.positive)];
  const said = ((): Said | undefined => {
    if (happenedAt === '') return undefined;
    if (kind === 'case') {
      if (order.trim() === '') return undefined;
      return { kind, happenedAt, orderNumber: order.trim(), ...(plannedEndAt === undefined ? {} : { plannedEndAt }) };
    }
    if (kind === 'confirmed') return what === '' ? undefined : { kind, happenedAt, what };
    if (expected === undefined || tested === undefined || positive === undefined) return undefined;
    return { kind, happenedAt, expected, tested, positive };
  })();
  const record = useMove<Said, unknown>(
    (id, body) =>
      call<typeof recordZoneFact>('POST', '/api/v1/zones/{zoneId}/facts', {
        params: { zoneId: zone.zoneId },
        body: { id, ...body } as Fact,
      }),
    onDone,
  );
  const kinds: readonly Fact['kind'][] = confirmable.length > 0 ? ['case', 'tested', 'confirmed'] : ['case', 'tested'];
  return (
    <Dialog
      open
      title={sayZone('fact.add')}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('cancel')}</Button>
          <Button look="main" busy={record.sending} disabled={!said} onPress={() => said && void record.send(said)}>
            {sayZone('fact.go')}
          </Button>
        </>
      }
    >
      <div class="k-stack">
        <Segments
          label={sayZone('fact.kind')}
          options={kinds.map(value => ({ value, text: sayZone(`fact.kind.${value}`) }))}
          value={kind}
          onPick={setKind}
        />
        <div class="k-row">
          <TextInput label={say('zones.from_day')} type="date" value={day} onText={setDay} />
          <TextInput label={say('zones.from_time')} type="time" value={time} onText={setTime} />
        </div>
        {kind === 'case' && (
          <>
            <TextInput label={say('zones.order')} hint={say('zones.order_hint')} value={order} onText={setOrder} maxLength={60} />
            <TextInput label={sayZone('planned')} hint={sayZone('planned.hint')} type="date" value={endDay} onText={setEndDay} />
          </>
        )}
        {kind === 'tested' && (
          <div class="k-row">
            {(['expected', 'tested', 'positive'] as const).map(name => (
              <TextInput
                key={name}
                label={sayZone(name === 'tested' ? 'fact.tested_n' : `fact.${name}`)}
                inputMode="numeric"
                value={numbers[name]}
                onText={text => setNumbers({ ...numbers, [name]: text })}
                maxLength={6}
              />
            ))}
          </div>
        )}
        {kind === 'confirmed' && (
          <Select
            label={sayZone('fact.what')}
            value={what}
            options={confirmable.map(value => ({ value, text: value }))}
            onPick={setWhat}
          />
        )}
        <ErrorNote refusal={record.refusal} />
      </div>
    </Dialog>
  );
}

function EndZone({ zone, onClose, onDone }: { zone: One; onClose: () => void; onDone: () => void }) {
  const [order, setOrder] = useState('');
  const [day, setDay] = useState(isoDay(serverNow()));
  const [time, setTime] = useState(clockTime(serverNow()));
  const endedAt = instantOf(day, time);
  const params = { zoneId: zone.zoneId };
  const step = useShown<{ endedAt: string }, unknown>(
    body => call<typeof previewEndZone>('POST', '/api/v1/zones/{zoneId}/end/preview', { params, body }),
    (_id, body, shown) =>
      call<typeof endZone>('POST', '/api/v1/zones/{zoneId}/end', { params, body: { ...body, orderNumber: order.trim(), shown } }),
    onDone,
  );
  const unmet = zone.conditions.filter(row => !row.met);
  return (
    <Dialog
      open
      wide
      title={say('zones.end_of', { place: zone.placeName })}
      onClose={onClose}
      foot={
        step.seen ? (
          <>
            <Button onPress={step.back}>{sayZone('back')}</Button>
            <Button look="main" busy={step.busy} onPress={() => void step.make()}>
              {say('zones.end_go')}
            </Button>
          </>
        ) : (
          <>
            <Button onPress={onClose}>{sayKit('cancel')}</Button>
            <Button
              look="main"
              busy={step.busy}
              disabled={order.trim() === '' || endedAt === undefined}
              onPress={() => step.look({ endedAt: endedAt ?? '' })}
            >
              {sayZone('preview')}
            </Button>
          </>
        )
      }
    >
      <div class="k-stack">
        {unmet.length > 0 && (
          <Note tone="squash" glyph="waiting">
            <p>{sayZone('end.unmet', { n: unmet.length })}</p>
            {unmet.map(row => (
              <p key={JSON.stringify(row.condition)} class="k-small">
                {nameCondition(row.condition)}：{sayWhy(row)}
              </p>
            ))}
          </Note>
        )}
        {step.seen ? (
          <ZoneEffect effect={step.seen.effect} before={step.seen.before} />
        ) : (
          <>
            <p>{say('zones.end_line')}</p>
            <TextInput
              label={say('zones.order')}
              hint={say('zones.order_hint')}
              value={order}
              onText={setOrder}
              maxLength={60}
              autofocus
            />
            <div class="k-row">
              <TextInput label={say('zones.to_day')} type="date" value={day} onText={setDay} />
              <TextInput label={say('zones.from_time')} type="time" value={time} onText={setTime} />
            </div>
          </>
        )}
        <ErrorNote refusal={step.refusal} />
      </div>
    </Dialog>
  );
}
