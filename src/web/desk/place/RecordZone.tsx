// Records an order: where, which level, by which document; then what it would do; then it is done.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { listPolicies, listSubAreas, previewZone, setZone } from '../../../api/zone.ts';
import { type Level, levels } from '../../../domain/zone/level.ts';
import { ruleOf } from '../../../domain/zone/policy.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Check, Select, TextInput } from '../../kit/Field.tsx';
import { ErrorNote } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { serverNow } from '../../kit/now.ts';
import { useResource } from '../../kit/resource.ts';
import { Segments } from '../../kit/Settings.tsx';
import { clockTime, isoDay } from '../../kit/time.ts';
import { call } from '../call.ts';
import { FindDoor, type Found } from '../intake/FindDoor.tsx';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { NewSubArea } from './NewSubArea.tsx';
import { instantOf, placeOptions } from './pick.ts';
import { StepFoot } from './StepFoot.tsx';
import { useShown } from './shown.ts';
import { sayZone } from './words.ts';
import { ZoneEffect } from './ZoneEffect.tsx';

type Done = AnswerOf<typeof setZone>;
type Kind = AnswerOf<typeof import('../../../api/zone.ts').listZones>['zones'][number]['placeKind'];

export function rulesInForce(policies: AnswerOf<typeof listPolicies>) {
  const own = policies.versions.find(version => version.policyId === policies.inForce);
  return own ?? policies.shipped.find(set => set.policyId === policies.houseSet);
}

export function RecordZone({ onClose, onDone }: { onClose: () => void; onDone: (done: Done) => void }) {
  const { places } = useSeat();
  const [where, setWhere] = useState('');
  const [floor, setFloor] = useState('');
  const [level, setLevel] = useState<Level>('sealed');
  const [order, setOrder] = useState('');
  const [day, setDay] = useState(isoDay(serverNow()));
  const [time, setTime] = useState(clockTime(serverNow()));
  const [endDay, setEndDay] = useState('');
  const [approved, setApproved] = useState<readonly string[]>([]);
  const [search, setSearch] = useState('');
  const [household, setHousehold] = useState<Found | undefined>(undefined);
  const [naming, setNaming] = useState(false);
  const policies = useResource('policies', signal => call<typeof listPolicies>('GET', '/api/v1/zone-policies', {}, { signal }));
  const subAreas = useResource('sub-areas', signal => call<typeof listSubAreas>('GET', '/api/v1/sub-areas', {}, { signal }), [
    'sub-areas',
  ]);
  const startsAt = instantOf(day, time);
  const plannedEndAt = endDay === '' ? undefined : instantOf(endDay, '00:00');
  const rules = policies.value && rulesInForce(policies.value)?.levels;
  const approval = rules ? ruleOf(level, rules).approval : [];

  const [kind, placeId] = (household ? `household:${household.householdId}` : where).split(':') as [Kind, string];
  const onFloor = (kind === 'building' || kind === 'unit') && /^-?\d+$/.test(floor.trim());
  const asked = {
    placeKind: onFloor ? ('floor' as const) : kind,
    placeId,
    ...(onFloor ? { floor: Number(floor) } : {}),
    level,
    startsAt: startsAt ?? '',
  };
  const step = useShown<typeof asked, Done>(
    body => call<typeof previewZone>('POST', '/api/v1/zones/preview', { body }),
    (id, body, shown) =>
      call<typeof setZone>('POST', '/api/v1/zones', {
        body: {
          ...{ id, ...body, orderNumber: order.trim(), shown, approved: approval.filter(one => approved.includes(one)) },
          ...(plannedEndAt === undefined ? {} : { plannedEndAt }),
        },
      }),
    onDone,
  );
  const ready = (where !== '' || household !== undefined) && order.trim() !== '' && startsAt !== undefined;
  const missing = approval.filter(one => !approved.includes(one));
  const options = [
    ...placeOptions(places, ['community', 'compound', 'building', 'unit']),
    ...(subAreas.value?.subAreas ?? []).map(area => ({
      value: `sub_area:${area.subAreaId}`,
      text: `${sayZone('sub')} · ${area.name}（${sayZone('sub.count', { n: area.householdIds.length })}）`,
    })),
  ];
  return (
    <Dialog
      open
      wide
      title={say('zones.record')}
      onClose={onClose}
      foot={<StepFoot step={step} ready={ready} onClose={onClose} onLook={() => step.look(asked)} />}
    >
      {step.seen ? (
        <div class="k-stack">
          <ErrorNote refusal={step.refusal} />
          {missing.length > 0 && <p class="k-quiet">{sayZone('approval_missing', { steps: missing.join('、') })}</p>}
          <ZoneEffect effect={step.seen.effect} before={step.seen.before} />
        </div>
      ) : (
        <div class="k-stack">
          <p class="k-quiet">{say('zones.record_line')}</p>
          {household ? (
            <p class="k-row">
              <b>{household.door}</b>
              <Button look="plain" onPress={() => setHousehold(undefined)}>
                {say('new.other_door')}
              </Button>
            </p>
          ) : (
            <>
              <div class="k-row desk-zone-where">
                <Select
                  label={say('zones.place')}
                  empty={say('zones.pick_place')}
                  value={where}
                  options={options}
                  onPick={setWhere}
                />
                {(kind === 'building' || kind === 'unit') && (
                  <TextInput
                    label={sayZone('floor')}
                    hint={sayZone('floor.hint')}
                    inputMode="numeric"
                    value={floor}
                    onText={setFloor}
                    maxLength={4}
                  />
                )}
                <Button look="plain" onPress={() => setNaming(true)}>
                  {sayZone('sub.new')}
                </Button>
              </div>
              <FindDoor
                label={say('zones.or_door')}
                hint={say('new.door_hint')}
                text={search}
                onText={setSearch}
                onPick={found => {
                  setHousehold(found);
                  setSearch('');
                }}
              />
            </>
          )}
          <Segments
            label={say('zones.level')}
            options={levels.map(value => ({ value, text: rules ? ruleOf(value, rules).term : nameOf(`level.${value}`) }))}
            value={level}
            onPick={setLevel}
          />
          <TextInput label={say('zones.order')} hint={say('zones.order_hint')} value={order} onText={setOrder} maxLength={60} />
          <div class="k-row">
            <TextInput label={say('zones.from_day')} type="date" value={day} onText={setDay} />
            <TextInput label={say('zones.from_time')} type="time" value={time} onText={setTime} />
            <TextInput label={sayZone('planned')} hint={sayZone('planned.hint')} type="date" value={endDay} onText={setEndDay} />
          </div>
          {approval.length > 0 && (
            <fieldset class="k-stack" data-gap="s">
              <legend>{sayZone('approved')}</legend>
              <p class="k-quiet k-small">{sayZone('approved.hint')}</p>
              {approval.map(one => (
                <Check
                  key={one}
                  checked={approved.includes(one)}
                  onCheck={on => setApproved(on ? [...approved, one] : approved.filter(other => other !== one))}
                >
                  {one}
                </Check>
              ))}
            </fieldset>
          )}
          <ErrorNote refusal={step.refusal} />
        </div>
      )}
      {naming && (
        <NewSubArea
          onClose={() => setNaming(false)}
          onMade={subAreaId => {
            setNaming(false);
            subAreas.refetch();
            setWhere(`sub_area:${subAreaId}`);
          }}
        />
      )}
    </Dialog>
  );
}
