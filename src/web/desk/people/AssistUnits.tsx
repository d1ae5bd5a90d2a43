// The units of a proposal: who has each now and who would have it; giving one to somebody else shows first what that does.
import { useState } from 'preact/hooks';
import { effectOfMove, type MoveEffect } from '../../../domain/dispatch/binding-effect.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Select } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { nameOf } from '../../kit/names.ts';
import { Table } from '../../kit/Table.tsx';
import { sayKit } from '../../kit/words.ts';
import {
  isChange,
  nameOfUnit,
  type Own,
  type Owns,
  ownersWanted,
  type Plan,
  type PlanUnit,
  sayAssist,
  wantedOf,
  wholeMinutes,
} from './assist.ts';

interface UnitsProps {
  plan: Plan;
  owns: Owns;
  /** Only the units that this helper has or would have. */
  only: string | undefined;
  onAll: () => void;
  onChange: (unitId: string, own: Own) => void;
}

export function AssistUnits({ plan, owns, only, onAll, onChange }: UnitsProps) {
  const [moving, setMoving] = useState<{ readonly unit: PlanUnit; readonly to: string } | undefined>(undefined);
  const names = new Map(plan.helpers.map(one => [one.helperId, one.name]));
  const named = (helperId: string | null) => (helperId === null ? sayAssist('nobody') : (names.get(helperId) ?? ''));
  const rows = plan.units.filter(
    unit => only === undefined || unit.presentPrimary === only || wantedOf(unit, owns).primary === only,
  );
  const mayHave = (unit: PlanUnit) =>
    plan.helpers.filter(
      one =>
        (one.chosen && (one.unitIds === null || one.unitIds.includes(unit.unitId)) && (!unit.sealed || one.protection)) ||
        one.helperId === unit.presentPrimary,
    );
  const options = (unit: PlanUnit, wanted: string | null, not: string | null) => {
    const able = mayHave(unit).filter(one => one.helperId !== not);
    const shown =
      wanted === null || able.some(one => one.helperId === wanted)
        ? able
        : [...able, ...plan.helpers.filter(one => one.helperId === wanted)];
    return [{ value: '', text: sayAssist('nobody') }, ...shown.map(one => ({ value: one.helperId, text: one.name }))];
  };
  return (
    <section class="k-stack">
      {only !== undefined && (
        <p>
          <Button look="plain" onPress={onAll}>
            {sayAssist('show_all')}
          </Button>
        </p>
      )}
      <Table
        caption={sayAssist('units.caption', { n: rows.length })}
        rows={rows}
        rowKey={unit => unit.unitId}
        columns={[
          {
            key: 'pick',
            head: sayAssist('pick'),
            cell: unit =>
              isChange(unit, owns) ? (
                <input
                  type="checkbox"
                  class="desk-tick"
                  aria-label={sayAssist('pick.of', { unit: nameOfUnit(unit) })}
                  checked={!owns.get(unit.unitId)?.left}
                  onChange={event => onChange(unit.unitId, { left: !event.currentTarget.checked })}
                />
              ) : null,
          },
          {
            key: 'place',
            head: sayAssist('place'),
            cell: unit => (
              <>
                <b>{nameOfUnit(unit)}</b>{' '}
                {unit.sealed && (
                  <Chip tone="aubergine" glyph="sealed">
                    {nameOf('level.sealed')}
                  </Chip>
                )}
                <br />
                <small class="k-quiet">{sayAssist('place.line', { doors: unit.doors, requests: unit.requests })}</small>
              </>
            ),
          },
          {
            key: 'day',
            head: sayAssist('day'),
            end: true,
            cell: unit => sayAssist('minutes', { n: wholeMinutes(unit.seconds) }),
          },
          {
            key: 'now',
            head: sayAssist('now'),
            cell: unit => (
              <>
                {named(unit.presentPrimary)}
                <br />
                <small class="k-quiet">{named(unit.presentBackup)}</small>
              </>
            ),
          },
          {
            key: 'primary',
            head: sayAssist('primary'),
            cell: unit => {
              const { primary } = wantedOf(unit, owns);
              return (
                <Select
                  label={sayAssist('primary.of', { unit: nameOfUnit(unit) })}
                  quietLabel
                  value={primary ?? ''}
                  options={options(unit, primary, null)}
                  onPick={to => (to === '' ? onChange(unit.unitId, { primary: null, left: false }) : setMoving({ unit, to }))}
                />
              );
            },
          },
          {
            key: 'backup',
            head: sayAssist('backup'),
            cell: unit => {
              const { primary, backup } = wantedOf(unit, owns);
              return (
                <Select
                  label={sayAssist('backup.of', { unit: nameOfUnit(unit) })}
                  quietLabel
                  value={backup ?? ''}
                  options={options(unit, backup, primary)}
                  onPick={to => onChange(unit.unitId, { backup: to === '' ? null : to, left: false })}
                />
              );
            },
          },
        ]}
      />
      {moving && (
        <Effect
          plan={plan}
          owns={owns}
          {...moving}
          onClose={() => setMoving(undefined)}
          onDone={() => {
            const { primary, backup } = wantedOf(moving.unit, owns);
            // Whoever stood by becomes the primary: the one before stands by.
            const swapped = backup === moving.to ? { backup: primary } : {};
            onChange(moving.unit.unitId, { primary: moving.to, ...swapped, left: false });
            setMoving(undefined);
          }}
        />
      )}
    </section>
  );
}

interface EffectProps {
  plan: Plan;
  owns: Owns;
  unit: PlanUnit;
  to: string;
  onClose: () => void;
  onDone: () => void;
}

/** Minutes before and after, who knows the doors, protection and distance, before it is done. */
function Effect({ plan, owns, unit, to, onClose, onDone }: EffectProps) {
  const owners = ownersWanted(plan, owns);
  const effect = effectOfMove(plan.units, plan.helpers, owners, { unitId: unit.unitId, to });
  const nameOfHelper = (id: string | null | undefined) => plan.helpers.find(one => one.helperId === id)?.name;
  const name = nameOfHelper(to) ?? '';
  if (effect === undefined) return null;
  return (
    <Dialog
      open
      title={sayAssist('effect.title', { unit: nameOfUnit(unit), name })}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('cancel')}</Button>
          <Button look="main" disabled={effect.lacksProtection} onPress={onDone}>
            {sayAssist('effect.go')}
          </Button>
        </>
      }
    >
      <EffectLines effect={effect} name={name} old={nameOfHelper(owners.get(unit.unitId))} sealed={unit.sealed} />
    </Dialog>
  );
}

function EffectLines({
  effect,
  name,
  old,
  sealed,
}: {
  effect: MoveEffect;
  name: string;
  old: string | undefined;
  sealed: boolean;
}) {
  const span = ({ before, after }: { before: number; after: number }) => ({
    before: wholeMinutes(before),
    after: wholeMinutes(after),
  });
  const lines: { readonly text: string; readonly bad?: boolean }[] = [
    { text: sayAssist('effect.day', { name, ...span(effect.to) }) },
    ...(effect.from && old ? [{ text: sayAssist('effect.day', { name: old, ...span(effect.from) }) }] : []),
    { text: sayAssist('effect.longest', span(effect.longest)), bad: effect.longest.after > effect.longest.before },
    {
      text: effect.staysWithPresent
        ? sayAssist('effect.stays')
        : old
          ? sayAssist('effect.served', { old, new: name, a: effect.servedByOld, b: effect.servedByNew })
          : sayAssist('effect.served_new', { new: name, b: effect.servedByNew }),
      bad: !effect.staysWithPresent && effect.servedByOld > effect.servedByNew,
    },
    ...(effect.lacksProtection
      ? [{ text: sayAssist('effect.protection', { name }), bad: true }]
      : sealed
        ? [{ text: sayAssist('effect.protected') }]
        : []),
    ...(effect.mixesSealed ? [{ text: sayAssist('effect.mixed', { name }), bad: true }] : []),
    {
      text: [
        effect.metresNew === null
          ? sayAssist('effect.alone', { name })
          : sayAssist('effect.metres', { name, metres: effect.metresNew }),
        effect.metresOld === null ? '' : sayAssist('effect.metres_old', { metres: effect.metresOld }),
      ]
        .filter(text => text !== '')
        .join(' · '),
      bad: effect.metresOld !== null && effect.metresNew !== null && effect.metresNew > effect.metresOld,
    },
  ];
  return (
    <ul class="desk-effect">
      {lines.map(line => (
        <li key={line.text} data-bad={line.bad || undefined}>
          <Glyph name={line.bad ? 'late' : 'served'} />
          {line.text}
        </li>
      ))}
    </ul>
  );
}
