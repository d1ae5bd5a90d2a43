// What one level asks for, to be changed field by field.
import { useState } from 'preact/hooks';
import {
  breadths,
  deliveryModes,
  type ExitRule,
  entries,
  exitKinds,
  exitsPer,
  type LevelRule,
  personClasses,
  type ReleaseCondition,
  relayPoints,
} from '../../../domain/zone/rule.ts';
import { Check, Select, Stepper, TextInput } from '../../kit/Field.tsx';
import { Segments } from '../../kit/Settings.tsx';
import { say } from '../words.ts';
import { sayZone } from './words.ts';

interface Props {
  rule: LevelRule;
  onRule: (rule: LevelRule) => void;
}

export function LevelForm({ rule, onRule }: Props) {
  const set = (part: Partial<LevelRule>) => onRule({ ...rule, ...part });
  const rubbish = (part: { from?: string; until?: string }) => {
    const next = { from: '', until: '', ...rule.rubbish, ...part };
    set({ rubbish: next.from === '' && next.until === '' ? null : { from: next.from || '19:00', until: next.until || '20:00' } });
  };
  return (
    <div class="k-stack desk-level-form">
      <div class="k-row">
        <TextInput label={sayZone('rule.term')} value={rule.term} onText={term => set({ term })} maxLength={20} />
        {personClasses.map(person => (
          <Select
            key={person}
            label={sayZone(person === 'anyone' ? 'rule.deliver_any' : 'rule.deliver_limited')}
            value={rule.deliverTo[person]}
            options={deliveryModes.map(value => ({ value, text: say(`deliver.${value}`) }))}
            onPick={value => set({ deliverTo: { ...rule.deliverTo, [person]: value } })}
          />
        ))}
      </div>
      <Check checked={rule.protection} onCheck={protection => set({ protection })}>
        {sayZone('rule.protection')}
      </Check>
      <div class="k-row">
        <Select
          label={sayZone('rule.relay')}
          value={rule.relayAt}
          options={relayPoints.map(value => ({ value, text: sayZone(`relay.${value}`) }))}
          onPick={relayAt => set({ relayAt })}
        />
        <Select
          label={sayZone('rule.entry')}
          value={rule.entry}
          options={entries.map(value => ({ value, text: sayZone(`entry.${value}`) }))}
          onPick={entry => set({ entry })}
        />
        <Select
          label={sayZone('rule.widest')}
          value={rule.widest ?? 'none'}
          options={[
            { value: 'none' as const, text: sayZone('widest.none') },
            ...breadths.map(value => ({ value, text: sayZone(`breadth.${value}`) })),
          ]}
          onPick={value => set({ widest: value === 'none' ? null : value })}
        />
      </div>
      <Exits exits={rule.exits} onExits={exits => set({ exits })} />
      <div class="k-row">
        <TextInput
          label={sayZone('rubbish.from')}
          hint={sayZone('rubbish.hint')}
          type="time"
          value={rule.rubbish?.from ?? ''}
          onText={from => rubbish({ from })}
        />
        <TextInput
          label={sayZone('rubbish.until')}
          type="time"
          value={rule.rubbish?.until ?? ''}
          onText={until => rubbish({ until })}
        />
        <TestField rule={rule} onRule={onRule} />
      </div>
      <ReleaseFields rule={rule} onRule={onRule} />
      <ListField
        label={sayZone('approval.field')}
        values={rule.approval}
        most={30}
        onValues={approval => set({ approval: approval.slice(0, 6) })}
      />
    </div>
  );
}

function Exits({ exits, onExits }: { exits: ExitRule; onExits: (exits: ExitRule) => void }) {
  const first = { kind: 'permit', per: 'household', times: 1, days: 2, minutes: 120 } as const;
  return (
    <>
      <Segments
        label={sayZone('rule.exits')}
        options={exitKinds.map(value => ({ value, text: sayZone(`exits.kind.${value}`) }))}
        value={exits.kind}
        onPick={kind => onExits(kind === 'permit' ? first : { kind })}
      />
      {exits.kind === 'permit' && (
        <div class="k-row">
          <Select
            label={sayZone('exits.per')}
            value={exits.per}
            options={exitsPer.map(value => ({ value, text: sayZone(`exits.per.${value}`) }))}
            onPick={per => onExits({ ...exits, per })}
          />
          <Stepper
            label={sayZone('exits.times')}
            value={exits.times}
            least={1}
            most={20}
            onValue={times => onExits({ ...exits, times })}
          />
          <Stepper
            label={sayZone('exits.days')}
            value={exits.days}
            least={1}
            most={14}
            onValue={days => onExits({ ...exits, days })}
          />
          <Stepper
            label={sayZone('exits.minutes_field')}
            value={exits.minutes ?? 0}
            step={10}
            most={1440}
            onValue={minutes => onExits({ ...exits, minutes: minutes < 10 ? null : minutes })}
          />
        </div>
      )}
    </>
  );
}

function TestField({ rule, onRule }: Props) {
  const [text, setText] = useState(rule.tests.kind === 'on_days' ? rule.tests.days.join(',') : '');
  return (
    <TextInput
      label={sayZone('tests.field')}
      value={text}
      onText={next => {
        setText(next);
        const days = [...new Set((next.match(/\d+/g) ?? []).map(Number))].filter(day => day >= 1 && day <= 60).slice(0, 31);
        onRule({
          ...rule,
          tests: days.length === 0 ? { kind: 'none' } : { kind: 'on_days', days: days.sort((a, b) => a - b) },
        });
      }}
      maxLength={80}
    />
  );
}

function ReleaseFields({ rule, onRule }: Props) {
  const { release } = rule;
  const days = release.find(one => one.kind === 'days_without_case')?.days ?? 0;
  const hours = release.find(one => one.kind === 'all_tested_negative')?.hours ?? 0;
  const said = release.flatMap(one => (one.kind === 'confirmed' ? [one.what] : []));
  const put = (next: { days?: number; hours?: number; said?: readonly string[] }) => {
    const all = { days, hours, said, ...next };
    const conditions: ReleaseCondition[] = [
      ...(all.days > 0 ? [{ kind: 'days_without_case' as const, days: all.days }] : []),
      ...(all.hours > 0 ? [{ kind: 'all_tested_negative' as const, hours: all.hours }] : []),
      ...all.said.slice(0, 4).map(what => ({ kind: 'confirmed' as const, what })),
    ];
    onRule({ ...rule, release: conditions });
  };
  return (
    <div class="k-row">
      <Stepper label={sayZone('release.days')} value={days} most={60} onValue={value => put({ days: value })} />
      <Stepper label={sayZone('release.hours')} value={hours} step={24} most={240} onValue={value => put({ hours: value })} />
      <ListField label={sayZone('release.confirmed')} values={said} most={60} onValues={values => put({ said: values })} />
    </div>
  );
}

function ListField({
  label,
  values,
  most,
  onValues,
}: {
  label: string;
  values: readonly string[];
  most: number;
  onValues: (values: string[]) => void;
}) {
  const [text, setText] = useState(values.join('；'));
  return (
    <TextInput
      label={label}
      value={text}
      onText={next => {
        setText(next);
        onValues(
          next
            .split(/[;；]/)
            .map(part => part.trim().slice(0, most))
            .filter(part => part !== ''),
        );
      }}
      maxLength={240}
    />
  );
}
