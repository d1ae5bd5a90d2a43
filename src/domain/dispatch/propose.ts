// Who could go to which door, best first, with the reasons a clerk reads: binding, place, protection, load.
import type { Role } from '../people/role.ts';
import { lanes } from '../request/kind.ts';
import { coversPlace, type Errand, type Helper, wentSealedThisShift, whyUnfit } from './fit.ts';

export const proposalReasons = [
  'primary', // 包户责任人
  'backup', // 包户替补
  'same_building',
  'same_grid',
  'protection',
  'free',
  'busy',
  'off_duty',
  'no_protection',
  'sealed_before',
  'shift_full',
  'too_heavy',
  'declined_before',
] as const;
export type ProposalReason = (typeof proposalReasons)[number];

export interface Binding {
  readonly placeId: string;
  readonly rank: 'primary' | 'backup';
}

export interface Candidate extends Helper {
  readonly bindings: readonly Binding[];
  /** Places a role is granted for, without the whole community. */
  readonly granted: readonly string[];
  /** Buildings the helper carries to at the moment. */
  readonly carriesTo: readonly string[];
  /** Holds something for a sealed place, fetched or not. */
  readonly holdsSealed: boolean;
}

export interface Need extends Errand {
  readonly requestId: string;
  readonly dueAt: string;
  readonly householdId: string;
  readonly unitId: string;
  readonly buildingId: string;
  readonly gridId: string | null;
  /** Helpers who declined it or let it lapse. */
  readonly declinedBy: readonly string[];
}

export interface Ranked {
  readonly helperId: string;
  readonly role: Role;
  readonly score: number;
  readonly because: readonly ProposalReason[];
  readonly open: number;
  readonly openGrams: number;
  readonly fit: boolean;
  /** Bound to the door, or answering for its building or grid: somebody whom the program may ask by itself. */
  readonly near: boolean;
}

interface Load {
  open: number;
  openGrams: number;
  readonly carriesTo: Set<string>;
  holdsSealed: boolean;
}

// A household bound by name before a unit before a building; any binding before being merely near; load decides among equals.
const bindingScore = { household: 110, unit: 105, building: 100 } as const;
const backupPenalty = 30;
const sameBuildingScore = 45;
const carriesThereScore = 20;
const sameGridScore = 25;
const protectionScore = 10;
const fullLoadPenalty = 40;
const unfitPenalty = 1000;
const most = 12;

/**
 * For each need at most twelve helpers, best first. The needs are taken in the order of lane and deadline, and each one sees the load that
 * the ones before it would bring to their first helper, so that a selection spreads over people instead of piling up on one.
 */
export function propose(needs: readonly Need[], candidates: readonly Candidate[], now: string): Map<string, Ranked[]> {
  const loads = new Map<string, Load>();
  for (const { helperId, open, openGrams, carriesTo, holdsSealed } of candidates) {
    loads.set(helperId, { open, openGrams, carriesTo: new Set(carriesTo), holdsSealed });
  }
  const proposals = new Map<string, Ranked[]>();
  for (const need of [...needs].sort(byUrgency)) {
    const ranked = candidates
      .flatMap(candidate => rank(need, candidate, loads.get(candidate.helperId) as Load, now) ?? [])
      .sort((a, b) => b.score - a.score || (a.helperId < b.helperId ? -1 : 1))
      .slice(0, most);
    proposals.set(need.requestId, ranked);
    const first = ranked[0];
    if (first?.fit) take(loads.get(first.helperId) as Load, need);
  }
  return proposals;
}

function take(load: Load, need: Need): void {
  load.open++;
  load.openGrams += need.grams;
  load.carriesTo.add(need.buildingId);
  load.holdsSealed ||= need.protection;
}

function byUrgency(a: Need, b: Need): number {
  return (
    lanes.indexOf(a.lane) - lanes.indexOf(b.lane) ||
    Date.parse(a.dueAt) - Date.parse(b.dueAt) ||
    (a.requestId < b.requestId ? -1 : 1)
  );
}

/** Null: this helper has nothing to do with the place, so nobody needs to read why not. */
function rank(need: Need, candidate: Candidate, load: Load, now: string): Ranked | null {
  const because: ProposalReason[] = [];
  let score = 0;
  let near = true;
  const binding = closestBinding(need, candidate.bindings);
  if (binding !== null) {
    because.push(binding.rank);
    score += bindingScore[binding.of] - (binding.rank === 'backup' ? backupPenalty : 0);
  } else if (candidate.granted.includes(need.buildingId) || candidate.granted.includes(need.unitId)) {
    because.push('same_building');
    score += sameBuildingScore;
  } else if (need.gridId !== null && candidate.granted.includes(need.gridId)) {
    because.push('same_grid');
    score += sameGridScore;
  } else {
    near = false;
    if (need.lane !== 'life' && !coversPlace(candidate, need)) return null;
  }
  // Somebody on the way to the building anyway saves a suit and a flight of stairs.
  if (load.carriesTo.has(need.buildingId)) {
    score += carriesThereScore;
    if (binding === null && !because.includes('same_building')) because.push('same_building');
  }
  if (need.protection && candidate.protection) {
    because.push('protection');
    score += protectionScore;
  }
  const faults = faultsOf(need, candidate, load, now);
  because.push(...faults);
  if (faults.length === 0) because.push(load.open * 2 < candidate.maxOpen ? 'free' : 'busy');
  score -= Math.round((fullLoadPenalty * load.open) / Math.max(1, candidate.maxOpen)) + unfitPenalty * faults.length;
  return {
    helperId: candidate.helperId,
    role: candidate.roles[0] as Role,
    score,
    because,
    open: load.open,
    openGrams: load.openGrams,
    fit: faults.length === 0,
    near,
  };
}

function closestBinding(
  need: Need,
  bindings: readonly Binding[],
): { of: keyof typeof bindingScore; rank: Binding['rank'] } | null {
  const places = [
    ['household', need.householdId],
    ['unit', need.unitId],
    ['building', need.buildingId],
  ] as const;
  for (const [of, placeId] of places) {
    const here = bindings.filter(binding => binding.placeId === placeId);
    if (here.length > 0) return { of, rank: here.some(binding => binding.rank === 'primary') ? 'primary' : 'backup' };
  }
  return null;
}

function faultsOf(need: Need, candidate: Candidate, load: Load, now: string): ProposalReason[] {
  const faults: ProposalReason[] = [];
  if (!candidate.onDuty) faults.push('off_duty');
  const sealed = need.protection;
  if (sealed && !candidate.protection) faults.push('no_protection');
  // Proposals keep crews apart already by what is held; an offer is refused only once somebody has been inside.
  if (!sealed && (load.holdsSealed || wentSealedThisShift(candidate, now))) faults.push('sealed_before');
  const unfit = whyUnfit({ ...candidate, open: load.open, openGrams: load.openGrams }, need, now);
  if (unfit?.refused === 'helper_shift_full') faults.push('shift_full');
  if (unfit?.refused === 'too_heavy') faults.push('too_heavy');
  if (need.declinedBy.includes(candidate.helperId)) faults.push('declined_before');
  return faults;
}
