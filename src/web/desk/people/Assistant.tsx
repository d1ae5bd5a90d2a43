// 包户助手: asks for a proposal of bindings, shows everybody's day as bars and each unit with its change, and takes over all or some.
import { useState } from 'preact/hooks';
import type { acceptBindings, proposeBindings } from '../../../api/binding-plan.ts';
import type { AnswerOf, Sends } from '../../../api/endpoint.ts';
import { uncoveredBuildings } from '../../../domain/dispatch/binding-effect.ts';
import { helperRoles } from '../../../domain/people/role.ts';
import { Button } from '../../kit/Button.tsx';
import { Check, Select, TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { Empty, ErrorNote, Loaded, Note } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { serverNow } from '../../kit/now.ts';
import { useResource } from '../../kit/resource.ts';
import { Segments } from '../../kit/Settings.tsx';
import { toast } from '../../kit/Toast.tsx';
import { isoDay } from '../../kit/time.ts';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';
import { sayList } from '../words.ts';
import { AssistUnits } from './AssistUnits.tsx';
import {
  type Day,
  daysOf,
  isChange,
  type Own,
  type Owns,
  ownersWanted,
  type Plan,
  sayAssist,
  wantedOf,
  wholeMinutes,
} from './assist.ts';
import './assist.css';

type Accepting = Sends<typeof acceptBindings>['body'];
type HelperRole = (typeof helperRoles)[number];

export function Assistant() {
  const { places } = useSeat();
  const compounds = places?.compounds ?? [];
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const [aim, setAim] = useState<'few' | 'even'>('few');
  const [roles, setRoles] = useState<readonly HelperRole[]>(['steward', 'volunteer', 'grid_worker']);
  const [ownPlaces, setOwnPlaces] = useState(true);
  const [without, setWithout] = useState('');
  const [fromOn, setFromOn] = useState(() => isoDay(serverNow() + 86_400_000));
  const compoundId = chosen ?? compounds[0]?.compoundId;
  const asked = { aim, roles: [...roles], ownPlaces, without: without === '' ? [] : [without], fromOn };
  const plan = useResource(
    compoundId && roles.length > 0 && fromOn ? `binding plan ${compoundId} ${JSON.stringify(asked)}` : null,
    signal =>
      call<typeof proposeBindings>(
        'POST',
        '/api/v1/compounds/{compoundId}/binding-plan',
        { params: { compoundId: compoundId ?? '' }, body: asked },
        { signal },
      ),
  );
  // Kept while another proposal is on its way, so that the list of people does not jump.
  const [people, setPeople] = useState<Plan['helpers']>([]);
  if (plan.value && plan.value.helpers !== people) setPeople(plan.value.helpers);
  const leaver = people.find(one => one.helperId === without);
  return (
    <div class="k-stack">
      <p class="k-quiet">{sayAssist('line')}</p>
      <div class="desk-assist-ask">
        {compounds.length > 1 && (
          <Select
            label={sayAssist('compound')}
            value={compoundId ?? ''}
            options={compounds.map(one => ({ value: one.compoundId, text: one.name }))}
            onPick={next => {
              setChosen(next);
              setWithout('');
            }}
          />
        )}
        <Select
          label={sayAssist('without')}
          value={without}
          options={[
            { value: '', text: sayAssist('without.nobody') },
            ...people.map(one => ({
              value: one.helperId,
              text: `${one.name} · ${sayList(one.roles.map(role => nameOf(`role.${role}`)))}`,
            })),
          ]}
          onPick={setWithout}
        />
        <TextInput label={sayAssist('from')} type="date" value={fromOn} onText={setFromOn} />
        <Segments
          label={sayAssist('aim')}
          options={(['few', 'even'] as const).map(value => ({ value, text: sayAssist(`aim.${value}`) }))}
          value={aim}
          onPick={setAim}
        />
      </div>
      <fieldset class="desk-assist-roles">
        <legend>{sayAssist('roles')}</legend>
        {helperRoles.map(role => (
          <Check
            key={role}
            checked={roles.includes(role)}
            onCheck={on => setRoles(on ? [...roles, role] : roles.filter(one => one !== role))}
          >
            {nameOf(`role.${role}`)}
          </Check>
        ))}
        <Check checked={ownPlaces} onCheck={setOwnPlaces}>
          {sayAssist('own')}
        </Check>
      </fieldset>
      {leaver && (
        <Note tone="squash" glyph="person">
          {sayAssist('without.line', { name: leaver.name })}
        </Note>
      )}
      <Loaded of={plan} lines={8}>
        {value =>
          value.helpers.some(one => one.chosen) ? (
            <Proposal
              key={plan.readAt}
              compoundId={compoundId ?? ''}
              plan={value}
              fromOn={fromOn}
              leaver={leaver?.helperId}
              onDone={() => {
                setWithout('');
                plan.refetch();
              }}
            />
          ) : (
            <Empty glyph="person">
              <p>{sayAssist('nobody_free')}</p>
            </Empty>
          )
        }
      </Loaded>
    </div>
  );
}

interface ProposalProps {
  compoundId: string;
  plan: Plan;
  fromOn: string;
  leaver: string | undefined;
  onDone: () => void;
}

function Proposal({ compoundId, plan, fromOn, leaver, onDone }: ProposalProps) {
  const [owns, setOwns] = useState<Owns>(new Map());
  const [only, setOnly] = useState<string | undefined>(undefined);
  const change = (unitId: string, own: Own) => setOwns(known => new Map(known).set(unitId, { ...known.get(unitId), ...own }));
  const days = daysOf(plan, owns);
  const taking = days.filter(day => day.helper.chosen);
  const changes = plan.units.filter(unit => isChange(unit, owns) && !owns.get(unit.unitId)?.left);
  const open = uncoveredBuildings(plan.units, ownersWanted(plan, owns));
  const labels = new Map(plan.units.map(unit => [unit.buildingId, unit.building]));
  const accept = useMove<Omit<Accepting, 'id'>, AnswerOf<typeof acceptBindings>>(
    (id, body) =>
      call<typeof acceptBindings>('POST', '/api/v1/compounds/{compoundId}/bindings', {
        params: { compoundId },
        body: { id, ...body },
      }),
    answer => {
      toast(sayAssist('done', answer));
      onDone();
    },
  );
  const takeOver = () =>
    accept.send({
      fromOn,
      leaving: leaver === undefined ? [] : [leaver],
      units: changes.map(unit => ({
        unitId: unit.unitId,
        ...wantedOf(unit, owns),
        presentPrimary: unit.presentPrimary,
        presentBackup: unit.presentBackup,
      })),
    });
  const minutes = (seconds: number) => sayAssist('minutes', { n: wholeMinutes(seconds) });
  const leaving = plan.helpers.find(one => one.helperId === leaver);
  return (
    <div class="k-stack">
      <div class="k-row" data-spread>
        <h2>
          {sayAssist('title', {
            longest: minutes(taking[0]?.seconds ?? 0),
            shortest: minutes(taking.at(-1)?.seconds ?? 0),
            changes: changes.length,
          })}
        </h2>
        <Button look="main" busy={accept.sending} disabled={changes.length === 0 && leaver === undefined} onPress={takeOver}>
          {changes.length > 0
            ? sayAssist('accept', { n: changes.length })
            : leaving
              ? sayAssist('accept.leaving', { name: leaving.name })
              : sayAssist('accept.none')}
        </Button>
      </div>
      <ErrorNote refusal={accept.refusal} onRetry={accept.refusal?.code === 'state_has_changed' ? onDone : undefined} />
      {open.size === 0 ? (
        <Note tone="leaf" glyph="served">
          {sayAssist('covered')}
        </Note>
      ) : (
        <Note tone="tomato" glyph="late">
          {sayAssist('uncovered', {
            n: [...open.values()].reduce((sum, n) => sum + n, 0),
            buildings: sayList([...open.keys()].map(id => labels.get(id) ?? '')),
          })}
        </Note>
      )}
      <div class="desk-assist">
        <section aria-labelledby="assist-days">
          <h3 id="assist-days">{sayAssist('bars.title')}</h3>
          <p class="k-quiet k-small">{sayAssist('bars.line')}</p>
          <ul class="desk-days">
            {days.map(day => (
              <DayBar
                key={day.helper.helperId}
                day={day}
                most={Math.max(...days.map(one => Math.max(one.seconds, one.before)), 60)}
                picked={only === day.helper.helperId}
                onPick={() => setOnly(only === day.helper.helperId ? undefined : day.helper.helperId)}
              />
            ))}
          </ul>
        </section>
        <AssistUnits plan={plan} owns={owns} only={only} onAll={() => setOnly(undefined)} onChange={change} />
      </div>
    </div>
  );
}

/** A day as a bar: what they carry anyway, then what they would have here; the notch is today. */
function DayBar({ day, most, picked, onPick }: { day: Day; most: number; picked: boolean; onPick: () => void }) {
  const { helper, seconds, before } = day;
  const part = (value: number) => (100 * value) / most;
  const base = Math.min(helper.baseSeconds, seconds);
  const [n, now] = [wholeMinutes(seconds), wholeMinutes(before)];
  return (
    <li>
      <button type="button" class="desk-day" aria-pressed={picked} onClick={onPick}>
        <span>
          <b>{helper.name}</b> <small class="k-quiet">{sayList(helper.roles.map(role => nameOf(`role.${role}`)))}</small>
        </span>
        <span class="desk-day-minutes">
          <b>{sayAssist('minutes', { n })}</b>
          {n !== now && <small class="k-quiet">{sayAssist('bar.now', { n: now })}</small>}
          <small class="k-quiet">{sayAssist('bar.units', { n: day.units })}</small>
        </span>
        <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <rect width="100" height="8" class="desk-load-all" />
          <rect width={part(seconds)} height="8" class="desk-day-here" />
          <rect width={part(base)} height="8" class="desk-day-base" />
          <rect x={Math.min(99.4, part(before))} width="0.6" height="8" class="desk-day-now" />
        </svg>
      </button>
    </li>
  );
}
