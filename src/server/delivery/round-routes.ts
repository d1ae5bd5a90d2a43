// The endpoints of rounds: making, changing and walking them, in and out for a planner, on paper and back.
import {
  changeRound,
  enterSheet,
  exportPlan,
  importPlan,
  listRounds,
  makeMyRound,
  makeRound,
  moveRound,
  printSheets,
  readRound,
  readSheet,
} from '../../api/round.ts';
import { dayIn } from '../../domain/dispatch/capacity.ts';
import { refuse } from '../../domain/refusal.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { findRound, isDesk, planOf, roundShown, roundsShown } from './round-answer.ts';
import { readRounds } from './round-store.ts';
import { changeOne, importRounds, makeMine, makeOne, moveOne } from './rounds.ts';
import { enterTicks, findSheet, sheetsOf } from './sheets.ts';

export function roundRoutes(deps: Deps): Route[] {
  const { db, now } = deps;
  return [
    route(listRounds, async ({ actor, query, reach }) => {
      const on = query.on ?? dayIn(actor.timeZone, now());
      const { helperId, state } = query;
      const rows = await readRounds(db, actor.communityId, { on, helperId, state, places: reach.places });
      return { rounds: rows.map(row => roundShown(row, true)) };
    }),

    route(readRound, async ({ actor, params, reach, roles }) => {
      const found = await findRound(db, actor.communityId, params.roundId, actor.personId, reach);
      if (found === undefined) return refuse('not_found');
      const [round] = await roundsShown(db, actor.communityId, { roundIds: [params.roundId] }, now(), isDesk(roles));
      return round ?? refuse('not_found');
    }),

    route(makeRound, call => makeOne(deps, call)),
    route(makeMyRound, call => makeMine(deps, call)),
    route(changeRound, call => changeOne(deps, call)),
    route(moveRound, call => moveOne(deps, call)),
    route(importPlan, call => importRounds(deps, call)),
    route(exportPlan, ({ actor, query }) =>
      planOf(db, actor.communityId, { on: query.on ?? dayIn(actor.timeZone, now()), zeroAt: query.zeroAt }, now()),
    ),

    route(printSheets, async ({ actor, params, reach, roles }) => {
      const { communityId, personId } = actor;
      const round = await findRound(db, communityId, params.roundId, personId, reach);
      if (round === undefined) return refuse('not_found');
      // What has left the round is not walked to any more.
      const all = await sheetsOf(db, communityId, round, now());
      const sheets = all
        .map(sheet => ({ ...sheet, stops: sheet.stops.filter(stop => stop.outcome !== 'left') }))
        .filter(sheet => sheet.stops.length > 0);
      // Surnames leave the house on paper.
      await writeAudit(db, {
        communityId,
        byId: personId,
        byRole: roles[0] ?? 'nobody',
        act: 'print_sheets',
        subjectKind: 'round',
        subjectId: params.roundId,
        facts: { sheets: sheets.length },
      });
      return { sheets };
    }),

    route(readSheet, async call => {
      const found = await findSheet(db, call, now());
      return found?.sheet ?? refuse('not_found');
    }),
    route(enterSheet, call => enterTicks(deps, call)),
  ];
}
