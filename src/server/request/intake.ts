// 收集: one way in for all channels. Checks what can be known at once, works out lane, weight and clocks, and hands it to the queue.
import { randomInt } from 'node:crypto';
import type { AnswerOf } from '../../api/endpoint.ts';
import { askRequest } from '../../api/request.ts';
import { dayIn } from '../../domain/dispatch/capacity.ts';
import type { Role } from '../../domain/people/role.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { actBy, type Clocks, dueAtIntake, readClocks } from '../../domain/request/clock.ts';
import { goodsClassOf } from '../../domain/request/goods.ts';
import { laneOf } from '../../domain/request/kind.ts';
import { life } from '../../domain/request/life.ts';
import { findRestricted, type RestrictedClass, restrictedClasses } from '../../domain/request/restricted.ts';
import { believableTime } from '../../domain/request/rules.ts';
import { estimateGrams, estimateMinutes } from '../../domain/request/weight.ts';
import { ensureRuns } from '../dispatch/runs.ts';
import { whyNoRun } from '../dispatch/runs-store.ts';
import { digestOf } from '../http/receipt-store.ts';
import type { Deps, SignedCall } from '../http/route.ts';
import { newId } from '../id.ts';
import { startIntakeQueue } from './intake-queue.ts';
import { type AskedRow, readIntakeSettings } from './intake-store.ts';

export type Receipt = AnswerOf<typeof askRequest>;
type Call = SignedCall<typeof askRequest>;

/** What a community sets for its intake. */
interface Settings {
  readonly clocks: Clocks;
  /** Open requests a household may have; the life lane does not count them. */
  readonly mostOpen: number;
  /** Classes that residents may not order for themselves now (四类药品). */
  readonly restricted: readonly RestrictedClass[];
}

const houseMostOpen = 12;

function settingsOf(settings: unknown): Settings {
  const own = (settings ?? {}) as { mostOpenPerHousehold?: unknown; restrictedMedicine?: unknown };
  const most = own.mostOpenPerHousehold;
  const { restrictedMedicine } = own;
  return {
    clocks: readClocks(settings),
    mostOpen: Number.isInteger(most) && (most as number) > 0 && (most as number) <= 1000 ? (most as number) : houseMostOpen,
    restricted: Array.isArray(restrictedMedicine)
      ? restrictedClasses.filter(restricted => restrictedMedicine.includes(restricted))
      : restrictedClasses,
  };
}

const freshMs = 10_000;

/** The way in. One for the program: it holds the queue in which requests wait for the statement before them. */
export function startIntake(deps: Deps): (call: Call) => Promise<Receipt | Refusal> {
  const queue = startIntakeQueue(deps.db, deps.now, communityId => deps.live.poke(communityId));
  const known = new Map<string, { settings: Settings; at: number }>();

  async function settingsFor(communityId: string, now: number): Promise<Settings> {
    const remembered = known.get(communityId);
    if (remembered !== undefined && Math.abs(now - remembered.at) < freshMs) return remembered.settings;
    const settings = settingsOf(await readIntakeSettings(deps.db, communityId));
    if (known.size > 1000) known.clear();
    known.set(communityId, { settings, at: now });
    return settings;
  }

  return async call => {
    const { communityId, timeZone } = call.actor;
    const now = deps.now();
    const settings = await settingsFor(communityId, now.getTime());
    const row = rowOf(call, settings, now);
    if ('refused' in row) return row;
    if (row.needs_run) await ensureRuns(deps, communityId, timeZone);
    const outcome = await queue.ask(communityId, row, settings.mostOpen);
    if ('answer' in outcome) return outcome.answer;
    if ('refused' in outcome) return outcome;
    return whyNoRun(deps.db, {
      communityId,
      compoundId: outcome.noRoomIn,
      runId: row.run_id,
      grams: row.grams,
      minutes: row.minutes,
      now: deps.now(),
    });
  };
}

const heardHow = { resident_page: 'page', telephone: 'telephone', door_to_door: 'at_the_door', pasted_text: 'page' } as const;

function rowOf({ actor, roles, reach, body }: Call, settings: Settings, now: Date): AskedRow | Refusal {
  const role = roles.find(one => (life.ask.by as readonly Role[]).includes(one));
  if (role === undefined || actor.personId === null) return refuse('not_allowed');
  const own = role === 'resident' || role === 'relative';
  const householdId = body.householdId ?? (own ? actor.householdId : null);
  if (householdId === null) return refuse('household_unknown');
  // A household speaks for itself on its own page; who wrote down what somebody else said stands in the other channels.
  if (own !== (body.channel === 'resident_page')) return refuse('invalid', { field: 'channel' });
  // Long chats are pasted by those who take them down; from a door, each would be compared with all the others of that door.
  if (own && body.pasted !== undefined) return refuse('invalid', { field: 'pasted' });
  if (own) {
    const found = findRestricted(body.items);
    if (found !== null && settings.restricted.includes(found.restricted)) {
      return refuse('restricted_medicine', { item: found.index, restricted: found.restricted, callTheDesk: true });
    }
  }
  const lane = laneOf(body.kind, body.urgency);
  const askedAt = now.toISOString();
  const dueAt = dueAtIntake(settings.clocks, lane, askedAt, null);
  const grams = body.grams ?? estimateGrams(body.kind, body.items);
  const [, month, day] = dayIn(actor.timeZone, now).split('-');
  const askedBy = own ? actor.personId : (body.askedBy ?? null);
  return {
    request_id: body.id,
    household_id: householdId,
    reach: reach.places,
    actor_id: actor.personId,
    digest: digestOf(askRequest.path, body).toString('hex'),
    number: `${month}${day}-${String(randomInt(100_000)).padStart(5, '0')}`,
    kind: body.kind,
    lane,
    urgency: body.urgency,
    channel: body.channel,
    goods_class: body.goodsClass ?? goodsClassOf(body.kind, body.items),
    grams,
    minutes: estimateMinutes(body.kind, grams),
    run_id: lane === 'ordinary' ? (body.runId ?? null) : null,
    needs_run: lane === 'ordinary',
    may_do_without: !own,
    asked_by: askedBy,
    asked_as: role,
    recorded_by: own ? null : actor.personId,
    asked_at: askedAt,
    due_at: dueAt,
    act_by: actBy(settings.clocks, 'asked', lane, askedAt, dueAt),
    items: body.items,
    note: body.note ?? null,
    pasted: body.pasted ?? null,
    event_id: newId(),
    by_role: role,
    happened_at: believableTime(body.happenedAt, askedAt),
    // The relative elsewhere says nothing about who is behind the door.
    heard_how: role === 'relative' ? null : heardHow[body.channel],
    notice_id: own || askedBy === null ? null : newId(),
  };
}
