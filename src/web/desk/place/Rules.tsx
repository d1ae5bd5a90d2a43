// The rules of the levels: what holds today and by which document, every version there was, and the way to take over or change a set.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { listPolicies } from '../../../api/zone.ts';
import { levels } from '../../../domain/zone/level.ts';
import { changedRules } from '../../../domain/zone/policy.ts';
import type { LevelRule, LevelRules } from '../../../domain/zone/rule.ts';
import { Button } from '../../kit/Button.tsx';
import { LevelChip } from '../../kit/Chip.tsx';
import { Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { poke, useResource } from '../../kit/resource.ts';
import { Table } from '../../kit/Table.tsx';
import { dayTime } from '../../kit/time.ts';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { ChangeRules } from './ChangeRules.tsx';
import { nameCondition } from './OneZone.tsx';
import { rulesInForce } from './RecordZone.tsx';
import { sayZone } from './words.ts';

export type Policies = AnswerOf<typeof listPolicies>;

export function Rules() {
  const { may } = useSeat();
  const [changing, setChanging] = useState(false);
  const policies = useResource('policies', signal => call<typeof listPolicies>('GET', '/api/v1/zone-policies', {}, { signal }));
  return (
    <>
      <Loaded of={policies} lines={8}>
        {value => {
          const present = rulesInForce(value);
          const own = value.versions.find(version => version.policyId === value.inForce);
          return (
            <div class="k-stack">
              <header class="desk-page-head">
                <h1>{sayZone('tab.rules')}</h1>
                {may('setPolicy') && (
                  <Button look="main" onPress={() => setChanging(true)}>
                    {sayZone('rules.change')}
                  </Button>
                )}
              </header>
              <p>{sayZone('rules.now', { document: present?.document ?? '' })}</p>
              <p class="k-quiet">
                {own
                  ? sayZone('rules.version', { n: own.version, from: own.from, order: own.orderNumber })
                  : sayZone('rules.house')}
              </p>
              {present && <RuleTable document={present.document} rules={present.levels} />}
              <section>
                <h2>{sayZone('rules.history')}</h2>
                {value.versions.length === 0 && <p class="k-quiet">{sayZone('rules.none')}</p>}
                <ul class="desk-lines">
                  {value.versions.map(version => (
                    <li key={version.policyId}>
                      <b>{sayZone('rules.version', { n: version.version, from: version.from, order: version.orderNumber })}</b>{' '}
                      {version.until && `${sayZone('rules.until', { until: version.until })} `}
                      {version.document} · {version.issuer} ·{' '}
                      {sayZone('rules.by', { name: version.recordedByName ?? '', time: dayTime(version.recordedAt) })}
                      <br />
                      <span class="k-quiet">{sayChanges(value, version)}</span>
                    </li>
                  ))}
                </ul>
              </section>
            </div>
          );
        }}
      </Loaded>
      {changing && policies.value && (
        <ChangeRules
          policies={policies.value}
          onClose={() => setChanging(false)}
          onDone={() => {
            setChanging(false);
            policies.refetch();
            poke('places');
          }}
        />
      )}
    </>
  );
}

/** How a version differs from the set it was made from. */
function sayChanges({ shipped }: Policies, version: Policies['versions'][number]): string {
  const base = shipped.find(set => set.policyId === version.basedOn);
  if (base === undefined) return '';
  const changed = changedRules(base.levels, version.levels).map(
    ({ level, field }) => `${nameOf(`level.${level}`)} ${sayZone(fieldNames[field])}`,
  );
  const name = sayZone('rules.based', { name: base.document });
  return `${name}；${changed.length === 0 ? sayZone('rules.unchanged') : sayZone('rules.changed', { what: changed.join('、') })}`;
}

const fieldNames = {
  term: 'rule.term',
  deliverTo: 'rule.deliver',
  protection: 'rule.protection',
  relayAt: 'rule.relay',
  entry: 'rule.entry',
  exits: 'rule.exits',
  rubbish: 'rule.rubbish',
  tests: 'rule.tests',
  release: 'rule.release',
  approval: 'rule.approval',
  widest: 'rule.widest',
} as const satisfies Record<keyof LevelRule, string>;

export function sayExits(exits: LevelRule['exits']): string {
  if (exits.kind !== 'permit') return sayZone(`exits.${exits.kind}`);
  const times = sayZone(exits.per === 'household' ? 'exits.permit' : 'exits.permit_building', {
    times: exits.times,
    days: exits.days,
  });
  return exits.minutes === null ? times : `${times} · ${sayZone('exits.minutes', { n: exits.minutes })}`;
}

function sayTests(tests: LevelRule['tests']): string {
  if (tests.kind === 'none') return sayZone('tests.none');
  return tests.kind === 'every'
    ? sayZone('tests.every', { n: tests.days })
    : sayZone('tests.on_days', { days: tests.days.join('、') });
}

function sayField(rule: LevelRule, field: keyof LevelRule): string {
  switch (field) {
    case 'term':
      return rule.term;
    case 'deliverTo': {
      const any = say(`deliver.${rule.deliverTo.anyone}`);
      const limited = say(`deliver.${rule.deliverTo.limited_mobility}`);
      return any === limited ? any : `${any}；${sayZone('person.limited_mobility')} ${limited}`;
    }
    case 'protection':
      return sayZone(rule.protection ? 'rule.protection' : 'rule.no_protection');
    case 'relayAt':
      return sayZone(`relay.${rule.relayAt}`);
    case 'entry':
      return sayZone(`entry.${rule.entry}`);
    case 'exits':
      return sayExits(rule.exits);
    case 'rubbish':
      return rule.rubbish === null ? sayZone('rubbish.self') : sayZone('rubbish.fetched', rule.rubbish);
    case 'tests':
      return sayTests(rule.tests);
    case 'release':
      return rule.release.map(nameCondition).join('；');
    case 'approval':
      return rule.approval.join(' → ');
    case 'widest':
      return rule.widest === null ? sayZone('widest.none') : sayZone(`breadth.${rule.widest}`);
  }
}

function RuleTable({ document, rules }: { document: string; rules: LevelRules }) {
  const known = levels.filter(level => rules[level] !== undefined).reverse();
  const fields = Object.keys(fieldNames) as (keyof LevelRule)[];
  return (
    <Table
      caption={document}
      quietCaption
      rows={fields}
      rowKey={field => field}
      columns={[
        { key: 'field', head: '', cell: field => <b>{sayZone(fieldNames[field])}</b> },
        ...known.map(level => ({
          key: level,
          head: nameOf(`level.${level}`),
          cell: (field: keyof LevelRule) => {
            const rule = rules[level];
            if (rule === undefined) return null;
            return field === 'term' ? (
              <>
                <LevelChip level={level} /> {rule.term !== nameOf(`level.${level}`) && rule.term}
              </>
            ) : (
              sayField(rule, field)
            );
          },
        })),
      ]}
    />
  );
}
