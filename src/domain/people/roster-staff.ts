// The roster of the staff: accounts, roles and places a file adds. It takes nothing away and makes no password.
import { helperRoles } from './role.ts';
import type { RosterTable } from './roster.ts';
import { readRole, readYes, type StaffRole } from './roster-cell.ts';
import { isProblem, type PlaceIndex } from './roster-place.ts';
import { type Counts, RowReader, Tally } from './roster-plan.ts';
import { readTelephone } from './roster-residents.ts';

export interface AccountKnown {
  readonly personId: string;
  readonly signInName: string;
  readonly name: string;
  readonly digits: string | null;
}
export interface GrantKnown {
  readonly personId: string;
  readonly role: string;
  readonly placeId: string;
}
export interface HelperKnown {
  readonly personId: string;
  readonly protection: boolean;
  readonly insured: boolean;
}
export interface StaffKnown {
  readonly communityId: string;
  readonly places: PlaceIndex;
  readonly areas: readonly { readonly areaId: string; readonly name: string }[];
  readonly grids: readonly { readonly gridId: string; readonly name: string; readonly code: string }[];
  readonly accounts: readonly AccountKnown[];
  /** People without an account, by name and telephone: a resident who becomes a volunteer stays one person. */
  readonly people: readonly { readonly personId: string; readonly name: string; readonly digits: string | null }[];
  readonly grants: readonly GrantKnown[];
  readonly helpers: readonly HelperKnown[];
}

export interface StaffPlan extends Counts {
  readonly people: { personId: string; name: string; telephone: string | null; digits: string | null }[];
  readonly changedPeople: { personId: string; telephone: string; digits: string }[];
  readonly accounts: { personId: string; signInName: string }[];
  readonly grants: { grantId: string; personId: string; role: StaffRole; placeKind: string; placeId: string }[];
  readonly helpers: HelperKnown[];
}

/** The kind of place each of these roles must name; the others reach the whole community. */
const placeOfRole: Readonly<Partial<Record<StaffRole, readonly string[]>>> = {
  steward: ['building', 'unit'],
  property: ['compound', 'building'],
  grid_worker: ['grid'],
  grid_lead: ['area'],
};

interface Place {
  readonly kind: string;
  readonly id: string;
}

/** The place a row names for its role, or undefined with a problem. */
function placeOf(reader: RowReader, role: StaffRole, known: StaffKnown): Place | undefined {
  const kinds = placeOfRole[role];
  const columns = ['area', 'grid', 'compound', 'building', 'unit'];
  if (kinds === undefined) {
    for (const column of columns) if (reader.text(column) !== '') reader.wrong(column, 'not_placed');
    return { kind: 'community', id: known.communityId };
  }
  if (role === 'grid_lead') return findNamed(reader, 'area', known.areas, area => ({ id: area.areaId, names: [area.name] }));
  if (role === 'grid_worker') {
    return findNamed(reader, 'grid', known.grids, grid => ({ id: grid.gridId, names: [grid.name, grid.code] }));
  }
  if (reader.text('compound') === '') {
    reader.wrong('compound', 'missing');
    return undefined;
  }
  const place = known.places.find({ ...reader.row.cells, door: '' });
  if (isProblem(place)) {
    reader.problems.push(place);
    return undefined;
  }
  if (!kinds.includes(place.kind)) {
    reader.wrong('building', place.kind === 'compound' ? 'missing' : 'malformed');
    return undefined;
  }
  return { kind: place.kind, id: place.id };
}

function findNamed<T>(
  reader: RowReader,
  column: 'area' | 'grid',
  among: readonly T[],
  read: (one: T) => { id: string; names: readonly string[] },
): Place | undefined {
  const said = reader.text(column).normalize('NFKC');
  if (said === '') {
    reader.wrong(column, 'missing');
    return undefined;
  }
  const found = among.map(read).filter(one => one.names.includes(said));
  const [first] = found;
  if (first === undefined || found.length > 1) {
    reader.wrong(column, first === undefined ? 'place_unknown' : 'several');
    return undefined;
  }
  return { kind: column, id: first.id };
}

interface Member {
  readonly personId: string;
  readonly name: string;
  digits: string | null;
  /** In the file for the first time in this row; 0: known before. */
  readonly row: number;
}

export function planStaff(table: RosterTable, known: StaffKnown, makeId: () => string): StaffPlan {
  const tally = new Tally(table);
  const plan = {
    people: [] as StaffPlan['people'],
    changedPeople: [] as StaffPlan['changedPeople'],
    accounts: [] as StaffPlan['accounts'],
    grants: [] as StaffPlan['grants'],
  };
  const members = new Map<string, Member>(
    known.accounts.map(row => [row.signInName, { personId: row.personId, name: row.name, digits: row.digits, row: 0 }]),
  );
  const others = new Map(
    known.people.flatMap(row => (row.digits === null ? [] : [[`${row.name}\n${row.digits}`, row.personId]])),
  );
  const grants = new Set(known.grants.map(row => `${row.personId}/${row.role}/${row.placeId}`));
  const helpers = new Map(known.helpers.map(row => [row.personId, row]));
  const changedHelpers = new Map<string, HelperKnown>();
  const renumbered = new Set<string>();
  const seen = new Map<string, number>();

  for (const row of table.rows) {
    if (tally.isBad(row.row)) continue;
    const reader = new RowReader(row);
    const signInName = reader.text('sign_in').normalize('NFKC').toLowerCase();
    if (!/^[a-z0-9._-]{2,40}$/.test(signInName)) reader.wrong('sign_in', 'malformed');
    const telephone = reader.read('telephone', readTelephone);
    const role = reader.read('role', readRole);
    const protection = reader.read('protection', readYes);
    const insured = reader.read('insured', readYes);
    const place = role === undefined ? undefined : placeOf(reader, role, known);
    const name = reader.text('name');
    const member = members.get(signInName);
    // Somebody else's name beside a known account is a slip, and would hand the account over.
    if (member !== undefined && member.name !== name) reader.wrong('name', member.row === 0 ? 'name_taken' : 'conflict');
    if (member !== undefined && telephone !== undefined && renumbered.has(signInName) && telephone.digits !== member.digits) {
      reader.wrong('telephone', 'conflict');
    }
    const key = `${signInName}/${role}/${place?.id}`;
    const before = seen.get(key);
    if (before !== undefined && role !== undefined && place !== undefined) reader.wrong('role', 'twice', String(before));
    if (!reader.settle(tally) || role === undefined || place === undefined) continue;
    seen.set(key, row.row);

    const personId = member?.personId ?? addMember(signInName, name, telephone, row.row);
    let changed = false;
    if (telephone !== undefined) {
      renumbered.add(signInName);
      if (member !== undefined && telephone.digits !== member.digits) {
        member.digits = telephone.digits;
        plan.changedPeople.push({ personId, ...telephone });
        changed = true;
      }
    }
    const isNew = !grants.has(`${personId}/${role}/${place.id}`);
    if (isNew) {
      grants.add(`${personId}/${role}/${place.id}`);
      plan.grants.push({ grantId: makeId(), personId, role, placeKind: place.kind, placeId: place.id });
    }
    if ((helperRoles as readonly string[]).includes(role)) changed = noteHelper(personId, protection, insured) || changed;
    tally.count(isNew ? 'add' : changed ? 'change' : 'same');
  }
  return { ...tally.counts, ...plan, helpers: [...changedHelpers.values()] };

  function addMember(
    signInName: string,
    name: string,
    telephone: { telephone: string; digits: string } | undefined,
    row: number,
  ): string {
    const digits = telephone?.digits ?? null;
    let personId = digits === null ? undefined : others.get(`${name}\n${digits}`);
    if (personId === undefined) {
      personId = makeId();
      plan.people.push({ personId, name, telephone: telephone?.telephone ?? null, digits });
    }
    // One account a person: the same resident cannot be given a second one.
    if (digits !== null) others.delete(`${name}\n${digits}`);
    plan.accounts.push({ personId, signInName });
    members.set(signInName, { personId, name, digits, row });
    return personId;
  }

  function noteHelper(personId: string, protection: boolean | undefined, insured: boolean | undefined): boolean {
    const now = helpers.get(personId);
    const after = {
      personId,
      protection: protection ?? now?.protection ?? false,
      insured: insured ?? now?.insured ?? false,
    };
    if (now !== undefined && now.protection === after.protection && now.insured === after.insured) return false;
    helpers.set(personId, after);
    changedHelpers.set(personId, after);
    return now !== undefined;
  }
}
