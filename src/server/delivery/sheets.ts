// Sheets of paper, one per unit of a round: printed, and the ticks entered afterwards for the helper who walked it.
import type { AnswerOf } from '../../api/endpoint.ts';
import type { enterSheet, UnitSheet } from '../../api/round.ts';
import { allowedDisinfectants, isUnderWay } from '../../domain/delivery/custody.ts';
import type { Role } from '../../domain/people/role.ts';
import { surnameOf } from '../../domain/people/surname.ts';
import { doorName } from '../../domain/place/door.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { gistOf } from '../../domain/request/gist.ts';
import { believableTime } from '../../domain/request/rules.ts';
import { deliverTo, personClass } from '../../domain/zone/policy.ts';
import type { LevelRules } from '../../domain/zone/rule.ts';
import { everywhere } from '../http/actor.ts';
import type { Deps, SignedCall } from '../http/route.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { noEffects, writeEffects } from '../request/effects-store.ts';
import type { Maker } from '../request/maker.ts';
import { type Asked, makeMoves, type Outcome } from '../request/moves.ts';
import { helperRoleOf } from '../request/moves-store.ts';
import { rulesAt } from '../zone/level-store.ts';
import { once } from './bags.ts';
import { findRound } from './round-answer.ts';
import { type RoundRow, readRounds, readStops, type StopRow } from './round-store.ts';
import { readAll } from './stop.ts';

/** The sheets of a round in the order of their units, with what has left it meanwhile. */
export async function sheetsOf(db: Queryable, communityId: string, round: RoundRow, now: Date): Promise<UnitSheet[]> {
  const stops = await readStops(db, communityId, [round.round_id], now);
  const rules = await rulesAt(db, communityId, now);
  const sheets = new Map<number, UnitSheet>();
  for (const stop of stops) {
    const sheet = sheets.get(stop.sheet) ?? {
      sheetNumber: `${round.number}-${stop.sheet}`,
      roundId: round.round_id,
      helperName: round.helper_name,
      startAt: round.start_at,
      compoundName: stop.compound_name,
      building: stop.building_label,
      unit: stop.unit_label,
      level: stop.level,
      stops: [],
    };
    sheet.stops.push(printed(stop, rules));
    sheets.set(stop.sheet, sheet);
  }
  return [...sheets.entries()].sort(([a], [b]) => a - b).map(([, sheet]) => sheet);
}

function printed(stop: StopRow, rules: LevelRules): UnitSheet['stops'][number] {
  return {
    requestId: stop.request_id,
    number: stop.number,
    door: doorName(stop.building_label, stop.unit_label, stop.door),
    doorShort: stop.door,
    floor: stop.floor,
    surname: surnameOf(stop.asker_name),
    kind: stop.kind,
    lane: stop.lane,
    goodsClass: stop.goods_class,
    deliverTo: deliverTo(stop.level, personClass(stop.to_the_door), rules),
    grams: stop.grams,
    gist: gistOf(stop.items),
    state: stop.state,
    outcome: stop.outcome,
    bags: stop.bags
      .filter(bag => isUnderWay(bag) || bag.step === 'door')
      .map(bag => ({ bagId: bag.bagId, label: bag.label, step: bag.step, goodsClass: bag.goodsClass })),
  };
}

/** The sheet with this number, within the reach of the caller. */
export async function findSheet(
  db: Queryable,
  call: Pick<SignedCall<typeof enterSheet>, 'actor' | 'reach' | 'params'>,
  now: Date,
): Promise<{ readonly round: RoundRow; readonly sheet: UnitSheet } | undefined> {
  const { communityId, personId } = call.actor;
  const { sheetNumber } = call.params;
  const [number = ''] = sheetNumber.split('-');
  const [found] = await readRounds(db, communityId, { number });
  const round = found && (await findRound(db, communityId, found.round_id, personId, call.reach));
  const sheet = round && (await sheetsOf(db, communityId, round, now)).find(one => one.sheetNumber === sheetNumber);
  return round === undefined || sheet === undefined ? undefined : { round, sheet };
}

type Answer = AnswerOf<typeof enterSheet>;
type Marks = SignedCall<typeof enterSheet>['body']['marks'];

/**
 * What is ticked on paper has happened: the moves are the helper's, with the time on the paper, and say who wrote them down. The life table
 * stays as it is; a step that the paper does not know of (disinfection, say) is missing in the story of the bag and refuses nothing.
 */
export function enterTicks(deps: Deps, call: SignedCall<typeof enterSheet>): Promise<Answer | Refusal> {
  const { communityId, personId } = call.actor;
  const { body } = call;
  return once<Answer>(deps, call.actor, `sheets/${call.params.sheetNumber}`, body, async (tx, now) => {
    const found = await findSheet(tx, call, now);
    if (found === undefined) return refuse('not_found');
    const onSheet = new Set(found.sheet.stops.map(stop => stop.requestId));
    if (body.marks.some(mark => !onSheet.has(mark.requestId))) return refuse('invalid', { field: 'marks' });
    const helperId = found.round.helper_id;
    const role = ((await helperRoleOf(tx, communityId, helperId)) ?? 'volunteer') as Role;
    const helper: Maker = {
      communityId,
      personId: helperId,
      sees: everywhere,
      as: () => ({ role, reach: everywhere }),
      fromPaperBy: personId,
    };
    const results = await enter(tx, now, helper, role, body);
    await writeAudit(tx, {
      communityId,
      byId: personId,
      byRole: call.roles[0] ?? 'clerk',
      act: 'enter_sheet',
      subjectKind: 'round',
      subjectId: found.round.round_id,
      facts: {
        helperId,
        marks: body.marks.length,
        refused: results.filter(result => result.refused !== null).length,
      },
    });
    return { results };
  });
}

async function enter(
  tx: Queryable,
  now: Date,
  helper: Maker,
  role: Role,
  body: SignedCall<typeof enterSheet>['body'],
): Promise<Answer['results']> {
  const { communityId } = helper;
  const marks = [...new Map(body.marks.map(mark => [mark.requestId, mark])).values()];
  const requestIds = marks.map(mark => mark.requestId);
  const rows = await readAll(tx, communityId, requestIds, now);
  // Only what is still in this helper's hands is fetched and disinfected for them.
  const theirs = marks.filter(mark => rows.get(mark.requestId)?.owner_id === helper.personId);
  const fetches = theirs.filter(mark => rows.get(mark.requestId)?.state === 'accepted');
  await makeMoves(
    tx,
    now,
    helper,
    fetches.map(({ requestId, happenedAt }) => ({
      requestId,
      move: { id: newId(), move: 'fetch' as const, happenedAt },
    })),
  );
  if (body.agent !== undefined) await disinfect(tx, now, helper, role, body, theirs);
  const asked: Asked[] = marks.map(({ requestId, mark, happenedAt }) => ({
    requestId,
    move:
      mark === 'delivered'
        ? { id: newId(), move: 'deliver' as const, happenedAt }
        : { id: newId(), move: 'fail' as const, reason: mark, happenedAt },
  }));
  const outcomes = await makeMoves(tx, now, helper, asked);
  return marks.map(({ requestId }, index) => {
    const outcome = outcomes[index] as Outcome;
    return isRefusal(outcome)
      ? { requestId, state: rows.get(requestId)?.state ?? null, refused: outcome.refused }
      : { requestId, state: outcome.state, refused: null };
  });
}

/** The line at the head of the sheet, for every bag that it may be true of: nobody sprays food, whatever the paper says. */
async function disinfect(
  tx: Queryable,
  now: Date,
  helper: Maker,
  role: Role,
  body: SignedCall<typeof enterSheet>['body'],
  marks: Marks,
): Promise<void> {
  const { agent } = body;
  const rows = await readAll(
    tx,
    helper.communityId,
    marks.map(mark => mark.requestId),
    now,
  );
  const effects = noEffects();
  for (const { requestId, happenedAt } of marks) {
    for (const bag of rows.get(requestId)?.bags ?? []) {
      if (bag.step !== 'gate' || !isUnderWay(bag) || agent === undefined) continue;
      if (!allowedDisinfectants(bag.goodsClass).includes(agent)) continue;
      effects.steppedBags.push({
        ...{ bag_id: bag.bagId, from_step: bag.step, from_problem: bag.problem, step: 'disinfected', problem: bag.problem },
      });
      effects.custody.push({
        custody_id: newId(),
        bag_id: bag.bagId,
        request_id: requestId,
        step: 'disinfected',
        by_id: helper.personId,
        by_role: role,
        agent,
        contact_minutes: body.contactMinutes ?? null,
        move_id: body.id,
        happened_at: believableTime(happenedAt, now.toISOString()),
        entered_by: helper.fromPaperBy ?? null,
      });
    }
  }
  await writeEffects(tx, helper.communityId, effects, now);
}
