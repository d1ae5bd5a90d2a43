// Nobody is lost: who was not heard from, by building and by helper, and after how many hours that is said of somebody.
import { readSilence, setSilenceHours } from '../../api/silence.ts';
import { dayIn } from '../../domain/dispatch/capacity.ts';
import { doorName } from '../../domain/place/door.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import {
  type Group,
  listSilentDoors,
  readBuildingSilence,
  readHelperSilence,
  silenceHours,
  writeSilenceHours,
} from './silence-store.ts';

const figures = ({ households, unheard, longest_at: longestAt }: Group) => ({ households, unheard, longestAt });
const sum = (of: readonly Group[], name: 'households' | 'unheard') => of.reduce((total, one) => total + one[name], 0);

export function silenceRoutes({ db, now, live }: Deps): Route[] {
  return [
    route(readSilence, async ({ actor, reach, query }) => {
      const { communityId, timeZone } = actor;
      const at = now();
      const hours = await silenceHours(db, communityId, query.hours);
      const filter = { places: reach.places, ...query, hours, now: at, today: dayIn(timeZone, at) };
      const within = { ...filter, buildingId: query.buildingId, helperId: query.helperId };
      const [buildings, helpers, doors] = await Promise.all([
        readBuildingSilence(db, communityId, within),
        readHelperSilence(db, communityId, within),
        listSilentDoors(db, communityId, within),
      ]);
      return {
        hours,
        households: sum(buildings, 'households'),
        unheard: sum(buildings, 'unheard'),
        buildings: buildings.map(row => ({
          ...figures(row),
          buildingId: row.building_id,
          label: row.label,
          compoundName: row.compound_name,
        })),
        helpers: helpers.map(row => ({ ...figures(row), helperId: row.helper_id, name: row.name })),
        doors: doors.map(row => ({
          householdId: row.household_id,
          door: doorName(row.building_label, row.unit_label, row.door),
          compoundName: row.compound_name,
          heardAt: row.heard_at,
          heardHow: row.heard_how,
          triedAt: row.tried_at,
          helperNames: [...row.helper_names],
          isOnCallList: row.is_on_call_list,
        })),
      };
    }),

    route(setSilenceHours, async ({ actor, roles, body: { hours } }) => {
      const { communityId, personId } = actor;
      await db.transaction(async tx => {
        await writeSilenceHours(tx, communityId, hours);
        await writeAudit(tx, {
          communityId,
          byId: personId,
          byRole: roles[0] ?? 'nobody',
          act: 'set_silence_hours',
          subjectKind: 'community',
          subjectId: communityId,
          facts: { hours },
        });
      });
      live.poke(communityId);
      return { done: true as const };
    }),
  ];
}
