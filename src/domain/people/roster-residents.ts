// The roster of residents: who a file adds to a door, or changes. People it does not name are left as they are.

import type { RosterTable } from './roster.ts';
import { type Relation, readRelation, readYes } from './roster-cell.ts';
import { isProblem, type PlaceIndex } from './roster-place.ts';
import { type Counts, RowReader, Tally } from './roster-plan.ts';
import { telephoneDigits } from './telephone.ts';

export interface PersonKnown {
  readonly personId: string;
  readonly name: string;
  readonly telephone: string | null;
  readonly digits: string | null;
}
export interface ResidentKnown {
  readonly householdId: string;
  readonly personId: string;
  readonly relation: Relation;
  readonly smartphone: boolean;
  /** Moved away, or no longer authorised. */
  readonly ended: boolean;
}
export interface ResidentsKnown {
  readonly places: PlaceIndex;
  readonly people: readonly PersonKnown[];
  readonly residents: readonly ResidentKnown[];
  readonly vacant: ReadonlySet<string>;
}

interface Belongs {
  readonly householdId: string;
  readonly personId: string;
  readonly relation: Relation;
  readonly smartphone: boolean;
}
export interface ResidentsPlan extends Counts {
  readonly people: PersonKnown[];
  readonly changedPeople: { personId: string; telephone: string; digits: string | null }[];
  readonly residents: Belongs[];
  readonly changedResidents: Belongs[];
  /** Said to be empty until now. */
  readonly livedIn: string[];
}

/** Where a telephone may stand: digits a person can be called at. */
export function readTelephone(cell: string): { telephone: string; digits: string } | null | undefined {
  if (cell === '') return undefined;
  const digits = telephoneDigits(cell);
  return digits === null || !/^[+0-9０-９()（） \-－—]+$/.test(cell) ? null : { telephone: cell.normalize('NFKC'), digits };
}

const personKey = (name: string, digits: string | null): string => `${name}\n${digits ?? ''}`;

/**
 * One person is known by name and telephone; in one household also by the name alone, so that a new number is a change and not a second
 * person, as long as the file names nobody else there by that name.
 */
export function planResidents(table: RosterTable, known: ResidentsKnown, makeId: () => string): ResidentsPlan {
  const tally = new Tally(table);
  const plan = {
    people: [] as PersonKnown[],
    changedPeople: [] as ResidentsPlan['changedPeople'],
    residents: [] as Belongs[],
    changedResidents: [] as Belongs[],
  };
  const livedIn = new Set<string>();
  const people = new Map(known.people.map(person => [person.personId, person]));
  const byNumber = new Map(known.people.map(person => [personKey(person.name, person.digits), person.personId]));
  const belongs = new Map(known.residents.map(row => [`${row.householdId}/${row.personId}`, row]));
  const inHousehold = Map.groupBy(known.residents, row => row.householdId);

  const read = table.rows
    .filter(row => !tally.isBad(row.row))
    .flatMap(row => {
      const reader = new RowReader(row);
      const telephone = reader.read('telephone', readTelephone);
      const relation = reader.read('relation', readRelation);
      const smartphone = reader.read('smartphone', readYes);
      const place = known.places.find(row.cells);
      if (isProblem(place)) reader.problems.push(place);
      else if (place.kind !== 'household') reader.wrong('door', 'missing');
      if (!reader.settle(tally) || isProblem(place)) return [];
      return [{ row: row.row, householdId: place.id, name: reader.text('name'), telephone, relation, smartphone }];
    });
  const namesakes = Map.groupBy(read, one => `${one.householdId}\n${one.name}`);
  const seen = new Map<string, number>();

  for (const one of read) {
    const { householdId, name, telephone } = one;
    const key = `${householdId}\n${personKey(name, telephone?.digits ?? null)}`;
    const before = seen.get(key);
    if (before !== undefined) {
      tally.refuse(one.row, { column: 'name', code: 'twice', value: String(before) });
      continue;
    }
    seen.set(key, one.row);
    const alone = namesakes.get(`${householdId}\n${name}`)?.length === 1;
    const there = (inHousehold.get(householdId) ?? []).filter(row => people.get(row.personId)?.name === name);
    const numberless = there.filter(row => people.get(row.personId)?.digits === null);
    const personId =
      (telephone === undefined ? undefined : byNumber.get(personKey(name, telephone.digits))) ??
      (alone && there.length === 1 ? there[0]?.personId : undefined) ??
      (telephone === undefined ? numberless[0]?.personId : undefined);
    if (personId === undefined && telephone === undefined && there.length > 1) {
      tally.refuse(one.row, { column: 'name', code: 'several', value: name });
      continue;
    }

    if (personId === undefined) {
      const person = { personId: makeId(), name, telephone: telephone?.telephone ?? null, digits: telephone?.digits ?? null };
      plan.people.push(person);
      // Only somebody with a number can be recognised in another household of the same file.
      if (person.digits !== null) byNumber.set(personKey(name, person.digits), person.personId);
      people.set(person.personId, person);
      plan.residents.push(added(one, person.personId, person.digits));
      noteLivedIn(one.relation ?? 'lives_here', householdId);
      tally.count('add');
      continue;
    }
    const person = people.get(personId) as PersonKnown;
    const renumbered = telephone !== undefined && telephone.digits !== person.digits;
    if (renumbered) {
      const after = { ...person, telephone: telephone.telephone, digits: telephone.digits };
      people.set(personId, after);
      plan.changedPeople.push({ personId, telephone: after.telephone, digits: after.digits });
    }
    const now = belongs.get(`${householdId}/${personId}`);
    if (now === undefined) {
      plan.residents.push(added(one, personId, person.digits));
      noteLivedIn(one.relation ?? 'lives_here', householdId);
      tally.count('add');
      continue;
    }
    const after = {
      householdId,
      personId,
      relation: one.relation ?? now.relation,
      smartphone: one.smartphone ?? now.smartphone,
    };
    const changed = now.ended || after.relation !== now.relation || after.smartphone !== now.smartphone;
    if (changed) plan.changedResidents.push(after);
    const moved = noteLivedIn(after.relation, householdId);
    tally.count(changed || renumbered || moved ? 'change' : 'same');
  }
  return { ...tally.counts, ...plan, livedIn: [...livedIn] };

  function noteLivedIn(relation: Relation, householdId: string): boolean {
    if (relation !== 'lives_here' || !known.vacant.has(householdId) || livedIn.has(householdId)) return false;
    livedIn.add(householdId);
    return true;
  }
}

/** Blank: whoever has a mobile number is taken to have a smartphone. */
function added(
  one: { readonly householdId: string; readonly relation: Relation | undefined; readonly smartphone: boolean | undefined },
  personId: string,
  digits: string | null,
): Belongs {
  const mobile = digits !== null && /^1[0-9]{10}$/.test(digits);
  return { householdId: one.householdId, personId, relation: one.relation ?? 'lives_here', smartphone: one.smartphone ?? mobile };
}
