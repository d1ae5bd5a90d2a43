// The sample: the compound of March 2022 on the morning of its day, with invented people, loudly marked DEMO.
import { dayAfter, dayIn, type RunPlan } from '../domain/dispatch/capacity.ts';
import { careKeysFor } from './care/keys.ts';
import type { Config } from './config.ts';
import { newId } from './id.ts';
import { hashPassword, newPassword } from './people/password-hash.ts';
import type { Database } from './postgres/pool.ts';
import type { Row } from './postgres/rows.ts';
import { sampleCare } from './sample/care.ts';
import { chanceFrom } from './sample/chance.ts';
import { sampleMorning } from './sample/morning.ts';
import { samplePeople } from './sample/people.ts';
import { divisionCode, samplePlaces } from './sample/places.ts';
import { hasCommunity, writeSample } from './sample/store.ts';

const hour = 3_600_000;
const timeZone = 'Asia/Shanghai';

const runPlan: readonly RunPlan[] = [10, 14, 17, 20].map(startsAt => ({
  startsAtMinute: startsAt * 60,
  cutoffMinutesBefore: 45,
  capacityRequests: 80,
  capacityGrams: 600_000,
  capacityMinutes: 1200,
}));

/** Sign-in name and password of the accounts made; null when the database was not empty. */
export async function loadSample(
  db: Database,
  config: Config,
  now = new Date(),
): Promise<{ name: string; password: string }[] | null> {
  if (await hasCommunity(db)) return null;
  const chance = chanceFrom(2022_03);
  const communityId = newId();
  const community_id = communityId;
  const places = samplePlaces(communityId, chance);
  const people = samplePeople(communityId, places, chance, now);
  const today = dayIn(timeZone, now);
  const runs = places.compounds.flatMap(({ compoundId }) =>
    [0, 1].flatMap(days =>
      runPlan.map(plan => {
        // Midnight in a zone without summer time.
        const startsAt = new Date(Date.parse(`${dayAfter(today, days)}T00:00:00+08:00`) + plan.startsAtMinute * 60_000);
        const cutoffAt = new Date(startsAt.getTime() - plan.cutoffMinutesBefore * 60_000);
        return { runId: newId(), compoundId, startsAt: startsAt.toISOString(), cutoffAt: cutoffAt.toISOString(), plan };
      }),
    ),
  );
  const morning = sampleMorning(communityId, places, people, runs, chance, now);
  const key = (await careKeysFor(db, config)).at(-1);
  const care = key === undefined ? [] : sampleCare(communityId, places, people, key, now);
  const accounts = await makeAccounts(people.accounts, config.demoPassword);
  const ago = (hours: number) => new Date(now.getTime() - hours * hour).toISOString();
  const recordedBy = people.accounts.get('lead');
  const zone = (place_kind: string, place_id: string, level: string, order_number: string, hours: number): Row => ({
    community_id,
    zone_id: newId(),
    place_kind,
    place_id,
    level,
    order_number,
    starts_at: ago(hours),
    recorded_by: recordedBy,
    changed_at: ago(hours),
  });
  const asking = new Set(morning.tables.get('request')?.map(row => row.household_id));
  const heard = (places.tables.get('household') ?? []).map(row => {
    // A handful has not been heard from for more than a day; those are the ones the board shows first.
    const silent = chance.happens(2) && !asking.has(row.household_id);
    return {
      ...row,
      heard_at: row.living === 'lived_in' ? ago(silent ? 26 + chance.upTo(30) : chance.upTo(20)) : null,
      heard_how: 'at_the_door',
    };
  });
  const written = await writeSample(
    db,
    new Map<string, readonly Row[]>([
      [
        'community',
        [
          {
            community_id,
            slug: 'xiaohenglu',
            name: '小横路社区',
            division_code: divisionCode,
            time_zone: timeZone,
            demo: true,
            settings: {
              unheardAfterHours: 24,
              callCentre: '0999-5550100',
              runs: Object.fromEntries(
                places.compounds.map(({ compoundId }) => [compoundId, [{ fromOn: today, runs: runPlan }]]),
              ),
            },
            created_at: ago(7 * 24),
          },
        ],
      ],
      ...places.tables,
      ['household', heard],
      ...people.tables,
      ['account', accounts.map(({ row }) => ({ community_id, created_at: ago(7 * 24), ...row }))],
      [
        'zone',
        [
          ...places.compounds.map(({ compoundId }, n) =>
            zone('compound', compoundId, 'control', `演示指令〔2022〕${10 + n}号`, 7 * 24),
          ),
          zone('building', places.sealed.buildingId, 'sealed', '演示指令〔2022〕13号', 5 * 24),
        ],
      ],
      [
        'run',
        runs.map(({ runId, compoundId, startsAt, cutoffAt, plan }) => ({
          community_id,
          run_id: runId,
          compound_id: compoundId,
          starts_at: startsAt,
          cutoff_at: cutoffAt,
          capacity_requests: plan.capacityRequests,
          capacity_grams: plan.capacityGrams,
          capacity_minutes: plan.capacityMinutes,
          booked_requests: 0,
          booked_grams: 0,
          booked_minutes: 0,
        })),
      ],
      ...morning.tables,
      ...care,
    ]),
  );
  return written ? accounts.map(({ name, password }) => ({ name, password })) : null;
}

async function makeAccounts(people: ReadonlyMap<string, string>, chosen: string | undefined) {
  // One hash serves all when one password does: it takes a second to make a dozen.
  const shared = chosen === undefined ? undefined : await hashPassword(chosen);
  const accounts: { name: string; password: string; row: Row }[] = [];
  for (const [name, personId] of people) {
    const password = chosen ?? newPassword();
    const password_hash = shared ?? (await hashPassword(password));
    accounts.push({
      name,
      password,
      row: { person_id: personId, sign_in_name: name, password_hash, must_change_password: false },
    });
  }
  return accounts;
}
