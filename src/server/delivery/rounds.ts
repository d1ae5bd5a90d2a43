// Rounds: made by the desk, a planner or the helper, changed until the helper sets out, and moved from planned to finished.
import { randomInt } from 'node:crypto';
import type { AnswerOf } from '../../api/endpoint.ts';
import type { changeRound, importPlan, makeMyRound, makeRound, moveRound, Round } from '../../api/round.ts';
import {
  fillRound,
  isStillPlanned,
  mayMoveRound,
  openRoundStates,
  type RoundState,
  roundLife,
  suggestOrder,
  whyMixed,
  whyTaken,
  whyTooMuch,
} from '../../domain/delivery/round.ts';
import type { Role } from '../../domain/people/role.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { isHeld } from '../../domain/request/rules.ts';
import { readCandidates } from '../dispatch/store.ts';
import type { Reach } from '../http/actor.ts';
import type { Deps, SignedCall } from '../http/route.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { once } from './bags.ts';
import { findRound, isDesk, roundsShown } from './round-answer.ts';
import { type CandidateRow, type HeldRound, holdCandidates, holdRound, readStops } from './round-store.ts';
import { insertRound, updateRound, writeRoundState, writeStops } from './round-write-store.ts';

/** Where nobody has said how many bags a barrow holds. */
const houseBags = 40;
// Without letters that are read as digits or as each other on a sheet.
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export interface Maker {
  readonly communityId: string;
  readonly personId: string | null;
  readonly role: Role;
  readonly reach: Reach;
}

interface Spec {
  readonly roundId: string;
  readonly helperId: string;
  readonly startAt: string;
  readonly endAt: string | null;
  readonly capacityGrams?: number | undefined;
  readonly capacityBags?: number | undefined;
  readonly stops: readonly { readonly requestId: string; readonly arriveAt?: string | undefined }[];
  readonly order: 'given' | 'suggested';
}

function makerOf(call: Pick<SignedCall<typeof makeRound>, 'actor' | 'roles' | 'reach'>): Maker {
  const { communityId, personId } = call.actor;
  return { communityId, personId, role: call.roles[0] ?? 'volunteer', reach: call.reach };
}

const standing = (row: CandidateRow) => ({
  ...row,
  requestId: row.request_id,
  buildingSort: row.building_sort,
  unitSort: row.unit_sort,
  sealed: row.guarded,
  inRound: row.in_round,
});

/** What speaks against these stops in the hands of this helper, in this round; else null. */
function whyNot(
  rows: readonly CandidateRow[],
  wanted: readonly string[],
  of: { readonly roundId: string; readonly helperId: string; readonly maker: Maker },
): Refusal | null {
  const byId = new Map(rows.map(row => [row.request_id, row]));
  for (const requestId of wanted) {
    const row = byId.get(requestId);
    if (row === undefined || !(row.inside || row.owner_id === of.maker.personId)) return refuse('not_found');
    if (!isHeld(row.state)) return refuse('state_has_changed', { requestId, state: row.state });
    if (row.owner_id !== of.helperId) return refuse('not_yours', { requestId });
  }
  const stops = rows.map(standing);
  return whyTaken(stops, of.roundId) ?? whyMixed(stops);
}

function inOrder(rows: readonly CandidateRow[], spec: Pick<Spec, 'stops' | 'order'>): CandidateRow[] {
  if (spec.order === 'suggested') return suggestOrder(rows.map(standing));
  const byId = new Map(rows.map(row => [row.request_id, row]));
  return spec.stops.flatMap(stop => byId.get(stop.requestId) ?? []);
}

async function capacityOf(tx: Queryable, now: Date, communityId: string, spec: Spec) {
  const [helper] = await readCandidates(tx, communityId, now, [spec.helperId]);
  if (helper === undefined) return refuse('helper_unknown');
  return { grams: spec.capacityGrams ?? helper.maxGrams, bags: spec.capacityBags ?? houseBags };
}

/** Makes one round inside the caller's transaction; null when it stands. */
export async function putTogether(tx: Queryable, now: Date, maker: Maker, spec: Spec): Promise<Refusal | null> {
  const { communityId, personId } = maker;
  const capacity = await capacityOf(tx, now, communityId, spec);
  if (isRefusal(capacity)) return capacity;
  const wanted = [...new Set(spec.stops.map(stop => stop.requestId))];
  const of = { requestIds: wanted, helperId: spec.helperId, places: maker.reach.places };
  const rows = await holdCandidates(tx, communityId, of, now);
  const against = whyNot(rows, wanted, { ...spec, maker }) ?? whyTooMuch(rows, capacity);
  if (against !== null) return against;
  const round = {
    ...{ roundId: spec.roundId, helperId: spec.helperId, startAt: spec.startAt, endAt: spec.endAt },
    ...{ capacityGrams: capacity.grams, capacityBags: capacity.bags, sealed: rows[0]?.guarded === true, madeBy: personId, now },
  };
  while (!(await insertRound(tx, communityId, { ...round, number: drawNumber() })));
  await writeStops(tx, communityId, spec.roundId, plannedStops(inOrder(rows, spec), spec), now);
  await auditRound(tx, maker, 'make_round', spec.roundId, { helperId: spec.helperId, stops: rows.length });
  return null;
}

function plannedStops(rows: readonly CandidateRow[], spec: Pick<Spec, 'stops'>) {
  const arrival = new Map(spec.stops.map(stop => [stop.requestId, stop.arriveAt ?? null]));
  return rows.map(row => ({
    requestId: row.request_id,
    unitId: row.unit_id,
    arriveAt: arrival.get(row.request_id) ?? null,
  }));
}

function drawNumber(): string {
  return Array.from({ length: 5 }, () => signs[randomInt(signs.length)]).join('');
}

export function auditRound(
  tx: Queryable,
  maker: Maker,
  act: string,
  roundId: string,
  facts: Record<string, string | number | null>,
) {
  const { communityId, personId, role } = maker;
  return writeAudit(tx, { communityId, byId: personId, byRole: role, act, subjectKind: 'round', subjectId: roundId, facts });
}

async function shown(tx: Queryable, now: Date, maker: Maker, roundId: string, names: boolean): Promise<Round> {
  const [round] = await roundsShown(tx, maker.communityId, { roundIds: [roundId] }, now, names);
  if (round === undefined) throw new Error('a round vanished');
  return round;
}

export function makeOne(deps: Deps, call: SignedCall<typeof makeRound>): Promise<Round | Refusal> {
  const { body } = call;
  const maker = makerOf(call);
  return once<Round>(deps, call.actor, 'rounds', body, async (tx, now) => {
    const spec = { ...body, roundId: body.id, endAt: body.endAt ?? null };
    return (await putTogether(tx, now, maker, spec)) ?? shown(tx, now, maker, body.id, true);
  });
}

/** Everything the helper holds that is in no round yet: clean doors first, sealed ones are another round. */
export function makeMine(deps: Deps, call: SignedCall<typeof makeMyRound>): Promise<AnswerOf<typeof makeMyRound> | Refusal> {
  const { body } = call;
  const maker = makerOf(call);
  const helperId = maker.personId ?? '';
  return once<AnswerOf<typeof makeMyRound>>(deps, call.actor, 'my/rounds', body, async (tx, now) => {
    const own: Spec = { roundId: body.id, helperId, startAt: now.toISOString(), endAt: null, stops: [], order: 'suggested' };
    const capacity = await capacityOf(tx, now, maker.communityId, own);
    if (isRefusal(capacity)) return capacity;
    const of = { requestIds: body.requestIds ?? null, helperId, places: [] };
    const rows = await holdCandidates(tx, maker.communityId, of, now);
    const against = body.requestIds === undefined ? null : whyNot(rows, body.requestIds, { ...own, maker });
    if (against !== null) return against;
    const free = suggestOrder(rows.filter(row => row.in_round === null).map(standing));
    if (free.length === 0) return refuse('not_found');
    const clean = free.filter(row => !row.sealed);
    const taken = fillRound(clean.length > 0 ? clean : free, capacity);
    if (taken.length === 0) return whyTooMuch(free, capacity) ?? refuse('not_found');
    const refused = await putTogether(tx, now, maker, { ...own, stops: taken });
    if (refused !== null) return refused;
    return { ...(await shown(tx, now, maker, body.id, isDesk(call.roles))), leftOut: free.length - taken.length };
  });
}

export function importRounds(deps: Deps, call: SignedCall<typeof importPlan>): Promise<AnswerOf<typeof importPlan> | Refusal> {
  const { body } = call;
  const maker = makerOf(call);
  const at = (seconds: number) => new Date(Date.parse(body.zeroAt) + seconds * 1000).toISOString();
  return once<AnswerOf<typeof importPlan>>(deps, call.actor, 'rounds/plan', body, async (tx, now) => {
    const roundIds: string[] = [];
    for (const planned of body.rounds) {
      const roundId = newId();
      const refused = await putTogether(tx, now, maker, {
        roundId,
        helperId: planned.worker,
        startAt: at(planned.startAt),
        endAt: at(planned.endAt),
        stops: planned.stops.map(stop => ({ requestId: stop.request, arriveAt: at(stop.arriveAt) })),
        order: 'given',
      });
      if (refused !== null) return refused;
      roundIds.push(roundId);
    }
    return { roundIds };
  });
}

/** The round held for writing, if the caller may change it. */
async function holdTheirs(tx: Queryable, maker: Maker, roundId: string): Promise<HeldRound | Refusal> {
  const found = await findRound(tx, maker.communityId, roundId, maker.personId, maker.reach);
  const round = found === undefined ? undefined : await holdRound(tx, maker.communityId, roundId);
  return round ?? refuse('not_found');
}

function hasChanged(round: HeldRound): Refusal {
  return refuse('state_has_changed', { state: round.state, version: round.version });
}

export function changeOne(deps: Deps, call: SignedCall<typeof changeRound>): Promise<Round | Refusal> {
  const { body } = call;
  const { roundId } = call.params;
  const maker = makerOf(call);
  return once<Round>(deps, call.actor, `rounds/${roundId}/changes`, body, async (tx, now) => {
    const round = await holdTheirs(tx, maker, roundId);
    if (isRefusal(round)) return round;
    if (round.version !== body.version || !isStillPlanned(round.state)) return hasChanged(round);
    const present = (await readStops(tx, maker.communityId, [roundId], now)).filter(stop => stop.outcome === null);
    const stops = body.stops ?? present.map(stop => ({ requestId: stop.request_id, arriveAt: stop.arrive_at ?? undefined }));
    const wanted = [...new Set(stops.map(stop => stop.requestId))];
    const of = { requestIds: wanted, helperId: round.helper_id, places: maker.reach.places };
    const rows = await holdCandidates(tx, maker.communityId, of, now);
    const capacity = { grams: body.capacityGrams ?? round.capacity_grams, bags: body.capacityBags ?? round.capacity_bags };
    const against = whyNot(rows, wanted, { roundId, helperId: round.helper_id, maker }) ?? whyTooMuch(rows, capacity);
    if (against !== null) return against;
    await updateRound(tx, maker.communityId, roundId, {
      startAt: body.startAt ?? null,
      endAt: body.endAt,
      capacityGrams: capacity.grams,
      capacityBags: capacity.bags,
      sealed: rows[0]?.guarded ?? null,
    });
    const given = { stops, order: 'given' as const };
    await writeStops(tx, maker.communityId, roundId, plannedStops(inOrder(rows, given), given), now);
    await auditRound(tx, maker, 'change_round', roundId, { stops: rows.length });
    return shown(tx, now, maker, roundId, isDesk(call.roles));
  });
}

type RoundMoved = AnswerOf<typeof moveRound>;

export function moveOne(deps: Deps, call: SignedCall<typeof moveRound>): Promise<RoundMoved | Refusal> {
  const { body } = call;
  const { roundId } = call.params;
  const maker = makerOf(call);
  return once<RoundMoved>(deps, call.actor, `rounds/${roundId}/moves`, body, async (tx, now) => {
    const round = await holdTheirs(tx, maker, roundId);
    if (isRefusal(round)) return round;
    const { to } = roundLife[body.move];
    // Said twice under two ids: it is so.
    if (round.state === to) return { roundId, state: round.state, version: round.version };
    if (!mayMoveRound(round.state, body.move)) return hasChanged(round);
    const over = !(openRoundStates as readonly RoundState[]).includes(to);
    await writeRoundState(tx, maker.communityId, { roundId, state: to, over, reason: `round_${to}` }, now);
    await auditRound(tx, maker, `${body.move}_round`, roundId, {});
    return { roundId, state: to, version: round.version + 1 };
  });
}
