// Poses the planner's problem from what the desk knows: open requests, doors and their levels, people on shift, rounds that stay as they are.
import { shiftLimitSeconds } from '../delivery/phone.ts';
import { type GoodsClass, hasGoods, type Kind, type Lane } from '../request/kind.ts';
import { type Helper, wentSealedThisShift } from './fit.ts';
import type {
  FrozenRound,
  PlanBuilding,
  PlanRequest,
  PlanUnit,
  PlanWorker,
  Problem,
  RoundTime,
  Span,
  Urgency,
  ZoneLevel,
} from './plan/problem.ts';
import type { Binding } from './propose.ts';
import { doorSeconds, placeUnits, type TravelTimes, travelOf } from './travel-times.ts';
import { walkStops } from './walk.ts';

/** Instants in ISO 8601. `around`: the household and every place around it. */
export interface RequestFact {
  readonly requestId: string;
  readonly householdId: string;
  readonly unitId: string;
  readonly buildingId: string;
  readonly around: readonly string[];
  readonly floor: number;
  /** Only helpers with protection go to this door. */
  readonly guarded: boolean;
  readonly lane: Lane;
  readonly kind: Kind;
  readonly goodsClass: GoodsClass;
  readonly grams: number;
  readonly bags: number;
  /** Of a helper, for what is done by hand. */
  readonly minutes: number;
  readonly dueAt: string;
  /** When its goods may leave the gate; null: now. */
  readonly readyAt: string | null;
  /** Who holds it already; nobody else may carry it. */
  readonly ownerId: string | null;
  readonly declinedBy: readonly string[];
}

export interface HelperFact extends Helper {
  readonly bindings: readonly Binding[];
  readonly granted: readonly string[];
  readonly workedSeconds: number;
}

/** A round under way or still to be walked, with the stops that are left. */
export interface RoundFact {
  readonly roundId: string;
  readonly helperId: string;
  readonly state: 'planned' | 'announced' | 'running';
  readonly startAt: string;
  readonly endAt: string | null;
  readonly stops: readonly { readonly requestId: string; readonly arriveAt: string | null }[];
}

export interface Facts {
  /** In the order of the list. */
  readonly buildings: readonly {
    readonly buildingId: string;
    readonly floors: number;
    readonly lift: boolean;
    readonly unitIds: readonly string[];
  }[];
  readonly requests: readonly RequestFact[];
  readonly helpers: readonly HelperFact[];
  readonly rounds: readonly RoundFact[];
  /** Out on rounds in other compounds. */
  readonly away: readonly { readonly helperId: string; readonly from: string; readonly until: string }[];
  readonly times: TravelTimes;
}

/** What the desk chooses. */
export interface Wishes {
  /** bound: only people bound to the door, where anybody is; covered: bound people first, then whoever else may go there. */
  readonly binding: 'bound' | 'covered';
  readonly maxRoundSeconds: number;
  /** Nobody sets out earlier than this after second 0: people have to be told, and to come to the gate. */
  readonly leadSeconds: number;
  readonly timeLimitMs: number;
  /** Helpers who are to be left alone. */
  readonly without: readonly string[];
}

export interface Posed {
  readonly problem: Problem;
  /** Worker → units where they stand in for the bound ones only because they may go there at all. */
  readonly coverOnly: Readonly<Record<string, readonly string[]>>;
  /** Requests that their carrier held before the plan. */
  readonly held: readonly string[];
  /** `roundKey` → the real round that it is. */
  readonly roundIds: Readonly<Record<string, string>>;
}

/** The planner gives rounds no names; nobody starts twice at one time with the same door first. */
export function roundKey({ worker, startAt, stops }: RoundTime): string {
  return [worker, startAt, stops[0]?.request].join(' ');
}

/** What a barrow holds where nobody has said otherwise. */
const houseBags = 40;
/** Cold goods keep their cold in a box for an hour. */
const coldSeconds = 3600;

const classOf = ({ lane, goodsClass }: RequestFact): Urgency => {
  if (lane !== 'ordinary' || goodsClass === 'medicine') return 'P0';
  if (goodsClass === 'cold' || goodsClass === 'frozen') return 'P1';
  return goodsClass === 'fresh' ? 'P2' : 'P3';
};

/**
 * A staircase as the planner sees it. What must not be mixed up stands apart: the sealed doors of an otherwise open staircase, what one helper
 * holds already, what some have declined, households with somebody of their own.
 */
interface Variant {
  readonly id: string;
  readonly unitId: string;
  readonly buildingId: string;
  readonly sealed: boolean;
  readonly ownerId: string | null;
  readonly declinedBy: readonly string[];
  readonly householdId: string | null;
  readonly around: readonly string[];
  /** Somebody is bound to it. */
  readonly bound: boolean;
}

function variantOf(request: RequestFact, own: ReadonlySet<string>): Variant {
  const { ownerId, unitId, buildingId, around } = request;
  const sealed = request.guarded;
  const householdId = own.has(request.householdId) ? request.householdId : null;
  const declinedBy = ownerId === null ? [...new Set(request.declinedBy)].sort() : [];
  const marks = [
    unitId,
    ...(sealed ? ['sealed'] : []),
    ...(ownerId === null ? [] : [`held ${ownerId}`]),
    ...(householdId === null ? [] : [`door ${householdId}`]),
    ...(declinedBy.length === 0 ? [] : [`without ${declinedBy.join(' ')}`]),
  ];
  return {
    id: marks.join('/'),
    unitId,
    buildingId,
    sealed,
    ownerId,
    declinedBy,
    householdId,
    around,
    bound: around.some(place => own.has(place)),
  };
}

type Tier = 'primary' | 'backup' | 'cover' | null;

/** As what a helper may be sent there. */
function tierOf(helper: HelperFact, variant: Variant, wishes: Wishes): Tier {
  if (variant.declinedBy.includes(helper.helperId)) return null;
  const boundTo = (rank: Binding['rank'], places: readonly (string | null)[]) =>
    helper.bindings.some(binding => binding.rank === rank && places.includes(binding.placeId));
  const staircase = [variant.unitId, variant.buildingId];
  const byDoor = variant.householdId !== null && boundTo('primary', [variant.householdId]);
  const tier = byDoor
    ? 'primary'
    : boundTo('primary', staircase)
      ? variant.householdId === null
        ? 'primary'
        : 'backup'
      : boundTo('backup', [...staircase, variant.householdId])
        ? 'backup'
        : null;
  if (variant.ownerId !== null) return variant.ownerId === helper.helperId ? (tier ?? 'cover') : null;
  if (tier !== null) return tier;
  const covers = helper.places === null || helper.places.some(place => variant.around.includes(place));
  return covers && (wishes.binding === 'covered' || !variant.bound) ? 'cover' : null;
}

const seconds = (zeroAt: string) => (at: string) => Math.round((Date.parse(at) - Date.parse(zeroAt)) / 1000);

/** From second 0 on, for as long as the shift may still last; null: it is over, or has never begun because they are off duty. */
function shiftOf(helper: HelperFact, zeroAt: string, lead: number): Span | null {
  if (!helper.onDuty) return null;
  const began = helper.shiftStartedAt === null ? null : seconds(zeroAt)(helper.shiftStartedAt);
  // A shift that nobody has opened yet begins when it is needed.
  const until = (began ?? lead) + shiftLimitSeconds;
  return until > lead ? [lead, until] : null;
}

/** `zeroAt`: second 0. The seed makes two plans of the same morning alike. */
export function poseProblem(facts: Facts, wishes: Wishes, zeroAt: string, seed: number): Posed {
  const toSeconds = seconds(zeroAt);
  const own = new Set(facts.helpers.flatMap(helper => helper.bindings.map(binding => binding.placeId)));
  const variants = new Map<string, Variant>();
  const unitOf = new Map<string, string>();
  for (const request of facts.requests) {
    const variant = variantOf(request, own);
    if (!variants.has(variant.id)) variants.set(variant.id, variant);
    unitOf.set(request.requestId, variant.id);
  }
  const { buildings, units } = placesOf(facts, [...variants.values()]);
  const requests = facts.requests.map(request => planRequest(request, unitOf.get(request.requestId) ?? '', facts, toSeconds));
  const coverOnly: Record<string, string[]> = {};
  const workers: PlanWorker[] = [];
  for (const helper of facts.helpers) {
    const shift = wishes.without.includes(helper.helperId) ? null : shiftOf(helper, zeroAt, wishes.leadSeconds);
    const out = facts.rounds.some(round => round.helperId === helper.helperId);
    if (shift === null && !out) continue;
    const lists: Record<'primary' | 'backup' | 'cover', string[]> = { primary: [], backup: [], cover: [] };
    const sealedOnly = wentSealedThisShift(helper, zeroAt);
    for (const variant of variants.values()) {
      const tier = shift === null || (sealedOnly && !variant.sealed) ? null : tierOf(helper, variant, wishes);
      if (tier !== null) lists[tier].push(variant.id);
    }
    const may = lists.primary.length + lists.backup.length + lists.cover.length > 0;
    if (!may && !out) continue;
    coverOnly[helper.helperId] = lists.cover;
    const away = facts.away.filter(one => one.helperId === helper.helperId);
    workers.push({
      id: helper.helperId,
      shift: shift ?? [0, 0],
      ppe: helper.protection,
      maxKg: helper.maxGrams / 1000,
      maxBoxes: houseBags,
      maxRoundSeconds: wishes.maxRoundSeconds,
      workedSeconds: helper.workedSeconds,
      breaks: away.map(({ from, until }): Span => [toSeconds(from), Math.max(toSeconds(from), toSeconds(until))]),
      wearSeconds: shiftLimitSeconds,
      primary: lists.primary,
      backup: [...lists.backup, ...lists.cover],
    });
  }
  const problem: Problem = {
    gate: { x: 0, y: 0 },
    travel: travelOf(facts.times),
    buildings,
    units,
    requests,
    workers,
    // Who may go where stands in each worker's own lists.
    rules: { binding: 'strict', fair: true },
    frozen: [],
    seed,
    timeLimitMs: wishes.timeLimitMs,
  };
  const roundIds: Record<string, string> = {};
  const frozen = facts.rounds.map((fact): FrozenRound => {
    const round = timesOf(problem, fact, toSeconds);
    roundIds[roundKey(round)] = fact.roundId;
    return { round, state: fact.state === 'running' ? 'running' : 'accepted' };
  });
  const held = facts.requests.filter(request => request.ownerId !== null).map(request => request.requestId);
  return { problem: { ...problem, frozen }, coverOnly, held, roundIds };
}

function planRequest(request: RequestFact, unit: string, facts: Facts, toSeconds: (at: string) => number): PlanRequest {
  const byHand = !hasGoods(request.kind) && request.minutes > 0;
  const cold = request.goodsClass === 'cold' || request.goodsClass === 'frozen';
  return {
    id: request.requestId,
    unit,
    // A cellar is as far below as the floor above it is high.
    floor: Math.abs(request.floor),
    class: classOf(request),
    kg: request.grams / 1000,
    boxes: request.bags,
    readyAt: request.readyAt === null ? 0 : Math.max(0, toSeconds(request.readyAt)),
    dueAt: toSeconds(request.dueAt),
    serviceSeconds: byHand ? request.minutes * 60 : doorSeconds(facts.times, request.buildingId),
    ...(cold ? { maxOutSeconds: coldSeconds } : {}),
  };
}

/** A building, and apart from it its sealed doors where only some of them are. */
function placesOf(facts: Facts, variants: readonly Variant[]): { buildings: PlanBuilding[]; units: PlanUnit[] } {
  const mark = (buildingId: string, sealed: boolean) => (sealed ? `${buildingId}/sealed` : buildingId);
  const floorsOf = (id: string, floors: number) =>
    Math.max(floors, ...facts.requests.filter(request => request.buildingId === id).map(request => Math.abs(request.floor)));
  const buildings = facts.buildings.flatMap(({ buildingId, floors, lift }) =>
    [false, true]
      .filter(sealed => variants.some(variant => variant.buildingId === buildingId && variant.sealed === sealed))
      .map(
        (sealed): PlanBuilding => ({
          id: mark(buildingId, sealed),
          floors: floorsOf(buildingId, floors),
          lift,
          zone: sealed ? 'sealed' : 'open',
        }),
      ),
  );
  const standing = (zone: ZoneLevel) => {
    const as = facts.buildings.map(({ unitIds, ...building }) => ({
      ...building,
      zone,
      units: unitIds.map(unitId => ({ unitId, zone })),
    }));
    return new Map(placeUnits(facts.times, as).map(unit => [unit.id, unit]));
  };
  const at = { clean: standing('open'), sealed: standing('sealed') };
  const units = variants.map((variant): PlanUnit => {
    const place = (variant.sealed ? at.sealed : at.clean).get(variant.unitId);
    if (place === undefined) throw new Error(`unit ${variant.unitId} stands in no building of the compound`);
    return { id: variant.id, building: mark(variant.buildingId, variant.sealed), x: place.x, y: place.y };
  });
  return { buildings, units };
}

/** A round as it will go: as it was planned, or as it can be walked from now on where nobody planned times or they are past. */
function timesOf(problem: Problem, round: RoundFact, toSeconds: (at: string) => number) {
  const startAt = toSeconds(round.startAt);
  const known = round.stops.map(stop => (stop.arriveAt === null ? null : toSeconds(stop.arriveAt)));
  const endAt = round.endAt === null ? null : toSeconds(round.endAt);
  const isPlanned = endAt !== null && endAt > 0 && known.every(at => at !== null && at >= startAt && at <= endAt);
  if (isPlanned)
    return {
      worker: round.helperId,
      startAt,
      endAt,
      stops: round.stops.map((stop, n) => ({ request: stop.requestId, arriveAt: known[n] ?? startAt })),
    };
  const stops = round.stops.map(stop => stop.requestId);
  return { worker: round.helperId, ...walkStops(problem, Math.max(0, startAt), stops) };
}
