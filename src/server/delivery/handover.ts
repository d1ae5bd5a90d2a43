// A hand-over: bags counted at the gate, between two carriers or where the household takes them; all of it in one transaction.
import type { AnswerOf } from '../../api/endpoint.ts';
import type { handOver } from '../../api/handover.ts';
import { type Bag, isUnderWay, whatHoldsBag } from '../../domain/delivery/custody.ts';
import { type Counted, compareCount, type Named, problemOf, whyCountDiffers } from '../../domain/delivery/handover.ts';
import { isUnsafe } from '../../domain/dispatch/fit.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { believableTime, wasTheirs } from '../../domain/request/rules.ts';
import { readCandidates } from '../dispatch/store.ts';
import type { Deps, SignedCall } from '../http/route.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { type Effects, noEffects, writeEffects } from '../request/effects-store.ts';
import { type Change, isGuarded, type RequestRow } from '../request/moves-store.ts';
import { once } from './bags.ts';
import { atPoint, type Going } from './handover-points.ts';
import {
  insertHandover,
  type NewLine,
  openStopsOf,
  pairLines,
  type RelayLine,
  readGiven,
  readHalfRelays,
  readNamedBags,
} from './handover-store.ts';
import { hasNoneLeft, readAll, type Stopper, stopBag, stopRequest, writeAll } from './stop.ts';

type Call = SignedCall<typeof handOver>;
type Answer = AnswerOf<typeof handOver>;

export function makeHandover(deps: Deps, call: Call): Promise<Answer | Refusal> {
  return once<Answer>(deps, call.actor, 'handovers', call.body, async (tx, now) => {
    const count = await readCount(tx, now, call);
    if (isRefusal(count)) return count;
    const { compared } = count;
    const expected = compared.fine.length + compared.short.length + compared.unnamed.length;
    const counted = compared.fine.length + compared.surplus.length;
    const differs = whyCountDiffers(compared, expected, count.counted);
    if (differs !== null) return differs;
    const going = await whoGoes(tx, now, call, count);
    if (isRefusal(going)) return going;
    const refused = await write(tx, now, call, count, going);
    if (refused !== null) return refused;
    const lines = linesOf(count);
    const { body } = call;
    await insertHandover(tx, going.by.communityId, {
      handoverId: body.id,
      point: body.point,
      roundId: body.roundId ?? null,
      byId: going.helperId,
      byRole: going.by.byRole,
      otherId: body.point === 'relay_out' ? (body.toId ?? null) : body.point === 'relay_in' ? going.giverId : null,
      expected,
      counted,
      happenedAt: going.by.happenedAt,
      lines,
    });
    await pairLines(
      tx,
      going.by.communityId,
      count.partners.map(line => line.handover_bag_id),
      body.id,
    );
    const differences = compared.short.length + compared.surplus.length + count.strangers.length;
    await writeAudit(tx, {
      communityId: going.by.communityId,
      byId: going.helperId,
      byRole: going.by.byRole,
      act: 'hand_over',
      subjectKind: 'handover',
      subjectId: body.id,
      facts: { point: body.point, roundId: body.roundId ?? null, expected, counted, differences },
    });
    return answerOf(tx, now, call, { expected, counted, differences, lines, count });
  });
}

/** What was said, held against what should be there. */
export interface Count {
  readonly compared: Counted;
  readonly counted: number;
  readonly rows: ReadonlyMap<string, RequestRow>;
  /** Every bag of these requests, and which request it belongs to. */
  readonly bags: ReadonlyMap<string, { readonly bag: Bag; readonly row: RequestRow }>;
  readonly labels: ReadonlyMap<string, string>;
  /** Bags on no list that nobody here has packed, by what is written on them. */
  readonly strangers: readonly { readonly label: string }[];
  /** Lines of the other carrier about these bags. */
  readonly partners: readonly RelayLine[];
}

async function readCount(tx: Queryable, now: Date, { actor, body }: Call): Promise<Count | Refusal> {
  const { communityId, personId } = actor;
  const { point } = body;
  const namedIds = body.differences.flatMap(one => one.bagId ?? []);
  const namedCodes = body.differences.flatMap(one => one.code ?? []);
  const asked = {
    bagIds: [...body.bagIds, ...namedIds, ...(body.list ?? [])],
    codes: [...body.codes, ...namedCodes],
  };
  const known = await readNamedBags(tx, communityId, asked);
  const byCode = new Map(known.map(bag => [bag.code, bag.bag_id]));
  const ids = new Set(known.map(bag => bag.bag_id));
  if (asked.bagIds.some(bagId => !ids.has(bagId)) || body.codes.some(code => !byCode.has(code))) return refuse('not_found');
  const counted = [...new Set([...body.bagIds, ...body.codes.map(code => byCode.get(code) as string)])];
  const named: Named[] = [];
  const strangers: { label: string }[] = [];
  for (const one of body.differences) {
    const bagId = one.bagId ?? (one.code === undefined ? undefined : byCode.get(one.code));
    if (bagId !== undefined) named.push({ bagId, difference: one.difference });
    else if (one.difference === 'surplus') strangers.push({ label: one.label ?? one.code ?? '?' });
    else return refuse('invalid', { field: 'differences' });
  }
  const ofRound =
    body.roundId === undefined ? [] : await openStopsOf(tx, communityId, { roundId: body.roundId, helperId: personId ?? '' });
  if (ofRound === undefined) return refuse('not_found');
  const given = point === 'relay_in' ? await allGiven(tx, communityId, [...ids], personId) : [];
  const taken = point === 'relay_out' ? await takenFrom(tx, communityId, [...ids], personId) : [];
  const partners = [...given, ...taken];
  const requestIds = [...known, ...partners].map(bag => bag.request_id);
  const rows = await readAll(tx, communityId, [...requestIds, ...ofRound], now);
  const bags = new Map<string, { bag: Bag; row: RequestRow }>();
  for (const row of rows.values()) for (const bag of row.bags) bags.set(bag.bagId, { bag, row });
  const theirs = new Set(partners.map(line => line.bag_id));
  for (const bagId of [...body.bagIds, ...namedIds]) {
    const row = bags.get(bagId)?.row;
    if (row === undefined || row.owner_id === personId || theirs.has(bagId) || body.list?.includes(bagId)) continue;
    return wasTheirs(row.story, personId) ? refuse('not_yours', { requestId: row.request_id }) : refuse('not_found');
  }
  const labels = await readLabels(tx, communityId, [...bags.keys()], known);
  const expected = expectedBags(
    { point, personId, list: body.list, codes: body.codes.length > 0, named, counted, ofRound },
    { bags, partners },
  );
  // A phone that was away counts bags which have gone to somebody else meanwhile: it has them in hand, the list has not.
  const gone = (body.list ?? []).filter(bagId => !expected.has(bagId) && counted.includes(bagId));
  const all = [...named, ...gone.filter(id => !named.some(one => one.bagId === id)).map(surplus)];
  const compared = compareCount([...expected], counted, all);
  return { compared, counted: counted.length, rows, bags, labels, strangers, partners };
}

const surplus = (bagId: string): Named => ({ bagId, difference: 'surplus' });

interface Asked {
  readonly point: Call['body']['point'];
  readonly personId: string | null;
  readonly list: readonly string[] | undefined;
  readonly codes: boolean;
  readonly named: readonly Named[];
  readonly counted: readonly string[];
  readonly ofRound: readonly string[];
}

/** The list: what the sender saw, else what the server knows; bags that are named and are theirs to hand over belong to it in any case. */
function expectedBags(asked: Asked, the: Pick<Count, 'bags' | 'partners'>): Set<string> {
  const { point, personId } = asked;
  const expected = new Set<string>();
  const partnered = new Set(the.partners.map(line => line.bag_id));
  const said = new Set([...asked.counted, ...asked.named.filter(one => one.difference !== 'surplus').map(one => one.bagId)]);
  const concerned = new Set(asked.ofRound);
  for (const [bagId, { row }] of the.bags) if (said.has(bagId) && row.owner_id === personId) concerned.add(row.request_id);
  for (const [bagId, { bag, row }] of the.bags) {
    if (partnered.has(bagId)) expected.add(bagId);
    if (!isUnderWay(bag)) continue;
    const theirs = row.owner_id === personId && (row.state === 'accepted' || row.state === 'carrying');
    if (point === 'relay_in') {
      // Whoever scans a bag of another carrier has it in hand, also where the other one's phone has not said so yet.
      const onTheWay = row.owner_id !== null && (row.state === 'accepted' || row.state === 'carrying');
      if (said.has(bagId) && onTheWay && (theirs || asked.codes)) expected.add(bagId);
    } else if (theirs) {
      const atGate = bag.step === 'packed' || bag.step === 'returned' || (bag.step === 'gate' && row.state === 'accepted');
      const listed =
        asked.list === undefined ? concerned.has(row.request_id) && (point !== 'gate' || atGate) : asked.list.includes(bagId);
      if (listed || said.has(bagId)) expected.add(bagId);
    }
  }
  return expected;
}

/** What another carrier has given, if it is still theirs: with one bag of a relay the whole of it is to be counted. */
async function allGiven(tx: Queryable, communityId: string, bagIds: string[], personId: string | null): Promise<RelayLine[]> {
  const touched = await readHalfRelays(tx, communityId, { point: 'relay_out', bagIds });
  const mine = touched.filter(line => line.other_id === null || line.other_id === personId);
  const lines = await readGiven(tx, communityId, [...new Set(mine.map(line => line.handover_id))]);
  return newest(lines.filter(line => line.by_id !== personId));
}

/** What another carrier has taken from this one before this one's phone said so. */
async function takenFrom(tx: Queryable, communityId: string, bagIds: string[], personId: string | null): Promise<RelayLine[]> {
  const lines = await readHalfRelays(tx, communityId, { point: 'relay_in', bagIds });
  return newest(lines.filter(line => line.other_id === personId));
}

function newest(lines: readonly RelayLine[]): RelayLine[] {
  const byBag = new Map<string, RelayLine>();
  for (const line of lines) if (!byBag.has(line.bag_id)) byBag.set(line.bag_id, line);
  return [...byBag.values()];
}

async function readLabels(
  tx: Queryable,
  communityId: string,
  bagIds: readonly string[],
  known: readonly { readonly bag_id: string; readonly label: string }[],
): Promise<Map<string, string>> {
  const labels = new Map(known.map(bag => [bag.bag_id, bag.label]));
  const unknown = bagIds.filter(bagId => !labels.has(bagId));
  if (unknown.length > 0) {
    for (const bag of await readNamedBags(tx, communityId, { bagIds: unknown, codes: [] })) labels.set(bag.bag_id, bag.label);
  }
  return labels;
}

/** Who hands over, and from whom; refuses a carrier who may not go there and bags that may not go on. */
async function whoGoes(tx: Queryable, now: Date, call: Call, count: Count): Promise<Going | Refusal> {
  const { communityId, personId } = call.actor;
  const { body } = call;
  const helperId = personId ?? '';
  const at = now.toISOString();
  const by: Stopper = {
    communityId,
    byId: helperId,
    byRole: call.roles[0] ?? 'volunteer',
    moveId: body.id,
    happenedAt: believableTime(body.happenedAt, at),
  };
  const fine = count.compared.fine.flatMap(bagId => count.bags.get(bagId) ?? []);
  if (body.point === 'relay_in' || body.point === 'relay_out') {
    for (const { bag } of fine) {
      const held = isUnderWay(bag) ? whatHoldsBag(bag, at) : null;
      if (held !== null) return refuse(held, { bagId: bag.bagId });
    }
  }
  const givers = new Set(fine.map(({ row }) => row.owner_id).filter(ownerId => ownerId !== helperId));
  const giverId = [...givers][0] ?? count.partners[0]?.by_id ?? null;
  if (body.point !== 'gate' && body.point !== 'relay_in') return { by, helperId, giverId };
  const [helper] = await readCandidates(tx, communityId, now, [helperId]);
  if (helper === undefined) return refuse('helper_unknown');
  for (const { row } of fine) {
    const unsafe = isUnsafe(helper, { protection: isGuarded(row) }, at);
    if (unsafe !== null) return refuse(unsafe.refused, { requestId: row.request_id });
  }
  return { by, helperId, giverId };
}

/** Bags on, differences to the desk, requests moved. */
async function write(tx: Queryable, now: Date, call: Call, count: Count, going: Going): Promise<Refusal | null> {
  const { communityId } = going.by;
  const effects: Effects = noEffects();
  for (const { bagId, difference } of count.compared.short) {
    const found = count.bags.get(bagId);
    if (found === undefined || difference === 'surplus' || !isUnderWay(found.bag)) continue;
    stopBag(effects, going.by, found.row.request_id, found.bag, problemOf[difference]);
  }
  const changes: Change[] = [];
  const stopped = new Set<string>();
  for (const { bagId, difference } of count.compared.short) {
    const row = count.bags.get(bagId)?.row;
    if (row === undefined || difference === 'surplus' || stopped.has(row.request_id) || !hasNoneLeft(row, effects)) continue;
    stopped.add(row.request_id);
    const change = stopRequest(going.by, row, problemOf[difference], now);
    if (change !== null) changes.push(change);
  }
  return atPoint(tx, now, call, { count, going, effects, changes, stopped }, async () => {
    await writeAll(tx, communityId, changes);
    await writeEffects(tx, communityId, effects, now);
  });
}

function linesOf(count: Count): NewLine[] {
  const partner = new Map(count.partners.map(line => [line.bag_id, line.handover_id]));
  const line = (bagId: string | null, label: string, difference: NewLine['difference']): NewLine => ({
    handoverBagId: newId(),
    bagId,
    label,
    difference,
    pairId: bagId === null ? null : (partner.get(bagId) ?? null),
  });
  const label = (bagId: string) => count.labels.get(bagId) ?? '';
  return [
    ...count.compared.fine.map(bagId => line(bagId, label(bagId), null)),
    ...count.compared.short.map(({ bagId, difference }) => line(bagId, label(bagId), difference)),
    ...count.compared.surplus.map(bagId => line(bagId, label(bagId), 'surplus')),
    ...count.strangers.map(stranger => line(null, stranger.label, 'surplus')),
  ];
}

async function answerOf(
  tx: Queryable,
  now: Date,
  { actor, body }: Call,
  of: {
    readonly expected: number;
    readonly counted: number;
    readonly differences: number;
    readonly lines: readonly NewLine[];
    readonly count: Count;
  },
): Promise<Answer> {
  const { fine } = of.count.compared;
  const rows = await readAll(tx, actor.communityId, [...of.count.rows.keys()], now);
  const steps = new Map([...rows.values()].flatMap(row => row.bags).map(bag => [bag.bagId, bag.step]));
  const touched = new Set([...fine, ...of.count.compared.short.map(one => one.bagId)]);
  const relayed = body.point === 'relay_out' || body.point === 'relay_in';
  return {
    handoverId: body.id,
    point: body.point,
    expected: of.expected,
    counted: of.counted,
    bags: fine.flatMap(bagId => {
      const step = steps.get(bagId);
      return step === undefined ? [] : [{ bagId, step }];
    }),
    differences: of.differences,
    requests: [...rows.values()]
      .filter(row => row.bags.some(bag => touched.has(bag.bagId)))
      .map(row => ({
        requestId: row.request_id,
        state: row.state,
        ownerId: row.owner_id === actor.personId ? row.owner_id : null,
      })),
    waiting: relayed && of.lines.some(line => line.difference === null && line.pairId === null),
  };
}
