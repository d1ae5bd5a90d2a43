// The roster of bindings (包楼定户): who answers for which building, unit or household, first or as backup, from a day to a day.

import type { RosterTable } from './roster.ts';
import { type Rank, readDay, readRank } from './roster-cell.ts';
import { isProblem, type PlaceIndex } from './roster-place.ts';
import { type Counts, RowReader, Tally } from './roster-plan.ts';

export interface BindingKnown {
  readonly bindingId: string;
  readonly personId: string;
  readonly placeId: string;
  readonly rank: Rank;
  readonly fromOn: string;
  readonly toOn: string | null;
}
export interface BindingsKnown {
  readonly places: PlaceIndex;
  readonly accounts: readonly { readonly personId: string; readonly signInName: string; readonly isHelper: boolean }[];
  readonly bindings: readonly BindingKnown[];
  /** Today in the community's time zone; a new binding without a first day begins then. */
  readonly today: string;
}

export interface BindingsPlan extends Counts {
  readonly bindings: (BindingKnown & { readonly placeKind: string })[];
  readonly changedBindings: Pick<BindingKnown, 'bindingId' | 'rank' | 'toOn'>[];
}

function overlap(a: Pick<BindingKnown, 'fromOn' | 'toOn'>, b: Pick<BindingKnown, 'fromOn' | 'toOn'>): boolean {
  return (a.toOn === null || b.fromOn <= a.toOn) && (b.toOn === null || a.fromOn <= b.toOn);
}

/** A binding is known by person, place and first day; without a first day it is the one that lasts. */
export function planBindings(table: RosterTable, known: BindingsKnown, makeId: () => string): BindingsPlan {
  const tally = new Tally(table);
  const bindings: BindingsPlan['bindings'] = [];
  const changedBindings: BindingsPlan['changedBindings'] = [];
  const accounts = new Map(known.accounts.map(row => [row.signInName, row]));
  const held = new Map<string, BindingKnown[]>(Map.groupBy(known.bindings, row => `${row.personId}/${row.placeId}`));
  const seen = new Map<string, number>();

  for (const row of table.rows) {
    if (tally.isBad(row.row)) continue;
    const reader = new RowReader(row);
    const rank = reader.read('rank', readRank);
    const from = reader.read('from', readDay);
    const to = reader.read('to', readDay);
    const account = accounts.get(reader.text('sign_in').normalize('NFKC').toLowerCase());
    if (account === undefined) reader.wrong('sign_in', 'person_unknown');
    else if (!account.isHelper) reader.wrong('sign_in', 'not_a_helper');
    const place = known.places.find(row.cells);
    if (isProblem(place)) reader.problems.push(place);
    else if (place.kind === 'compound') reader.wrong('building', 'missing');
    if (!reader.settle(tally) || account === undefined || isProblem(place)) continue;

    const { personId } = account;
    const key = `${personId}/${place.id}`;
    const there = held.get(key) ?? [];
    const lasting = there.find(one => one.fromOn <= known.today && (one.toOn === null || one.toOn >= known.today));
    const now = from === undefined ? lasting : there.find(one => one.fromOn === from);
    const fromOn = from ?? now?.fromOn ?? known.today;
    const after = {
      bindingId: now?.bindingId ?? makeId(),
      personId,
      placeId: place.id,
      rank: rank ?? now?.rank ?? 'primary',
      fromOn,
      toOn: to ?? now?.toOn ?? null,
    };
    const before = seen.get(`${key}/${fromOn}`);
    if (before !== undefined) reader.wrong('from', 'twice', String(before));
    else if (after.toOn !== null && after.toOn < fromOn) reader.wrong('to', 'malformed', after.toOn);
    else if (there.some(one => one !== now && overlap(one, after))) reader.wrong('from', 'overlaps', fromOn);
    if (!reader.settle(tally)) continue;
    seen.set(`${key}/${fromOn}`, row.row);
    held.set(key, [...there.filter(one => one !== now), after]);
    if (now === undefined) {
      bindings.push({ ...after, placeKind: place.kind });
      tally.count('add');
    } else if (now.rank !== after.rank || now.toOn !== after.toOn) {
      changedBindings.push({ bindingId: now.bindingId, rank: after.rank, toOn: after.toOn });
      tally.count('change');
    } else tally.count('same');
  }
  return { ...tally.counts, bindings, changedBindings };
}
