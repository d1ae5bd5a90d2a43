// The sample's people in care: the old man on the tenth floor and a few neighbours of 10号楼, with today's contacts and a survey half done.
import { beginTurn, climb, type Turn } from '../../domain/care/ladder.ts';
import type { Grade, Manner, Tag } from '../../domain/care/tag.ts';
import type { CareKey } from '../care/key-file.ts';
import { type CareSecrets, sealSecrets } from '../care/sealed.ts';
import { newId } from '../id.ts';
import type { Row } from '../postgres/rows.ts';
import type { SamplePeople } from './people.ts';
import type { SamplePlaces } from './places.ts';

interface Cared {
  readonly tags: readonly Tag[];
  readonly grade: Grade;
  readonly manners?: readonly Manner[];
  readonly more?: Partial<CareSecrets>;
  /** How often nobody answered today. */
  readonly unanswered?: number;
}

const hour = 3_600_000;
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The first is the old man's; the others go to doors of the sealed building. */
function cared(now: number): readonly Cared[] {
  return [
    {
      tags: ['living_alone', 'chronic'],
      grade: 'high',
      manners: ['speak_up', 'knock_long'],
      more: { note: '高血压，每天一片降压药', medicineOutOn: dayOf(now + 48 * hour), hearing: 'hard', needs: ['medicine'] },
      unanswered: 2,
    },
    {
      tags: ['dialysis'],
      grade: 'high',
      more: {
        note: '每周一三五透析',
        dialysisDays: [1, 3, 5],
        needs: ['vehicle'],
        plans: [
          {
            kind: 'dialysis',
            hospital: '新区人民医院透析室',
            vehicle: '社区专班车，演示牌照 001',
            approver: '社区负责人',
            rehearsedOn: dayOf(now - 72 * hour),
          },
        ],
      },
    },
    { tags: ['pregnant'], grade: 'medium', more: { dueOn: dayOf(now + 10 * 24 * hour) } },
    { tags: ['disability'], grade: 'low', manners: ['landline_only'] },
  ];
}

const nothing: CareSecrets = {
  tags: [],
  needs: [],
  note: null,
  medicineOutOn: null,
  dialysisDays: [],
  dueOn: null,
  hearing: 'good',
  language: null,
  manners: [],
  family: [],
  plans: [],
};

export function sampleCare(
  communityId: string,
  places: SamplePlaces,
  people: SamplePeople,
  key: CareKey,
  now: Date,
): ReadonlyMap<string, readonly Row[]> {
  const community_id = communityId;
  const at = now.toISOString();
  const [clerk, volunteer, steward] = ['clerk', 'volunteer1', 'steward1'].map(name => people.accounts.get(name));
  const others = places.doors.filter(door => door.building === places.sealed && door.livedIn && door !== people.oldMan);
  const records: Row[] = [];
  const checks: Row[] = [];
  cared(now.getTime()).forEach(({ tags, grade, manners = [], more = {}, unanswered = 0 }, n) => {
    const door = n === 0 ? people.oldMan : others[n * 3];
    const personId = door && people.askers.get(door.householdId)?.personId;
    if (door === undefined || personId === undefined) return;
    const careRecordId = newId();
    const sealed = sealSecrets(key, communityId, careRecordId, { ...nothing, ...more, tags: [...tags], manners: [...manners] });
    const whose = { care_record_id: careRecordId, household_id: door.householdId };
    records.push({
      ...{ community_id, ...whose, person_id: personId, grade, helper_id: volunteer, backup_id: steward },
      ...{
        key_id: key.keyId,
        sealed: `\\x${sealed.toString('hex')}`,
        made_by: clerk,
        made_at: at,
        changed_by: clerk,
        changed_at: at,
      },
      version: 1,
    });
    let turn: Turn = beginTurn(grade, at, { hasHelper: true, hasBackup: true });
    for (let tried = 0; tried < unanswered; tried++) turn = climb(turn, at);
    const { rung, holder, actBy: act_by } = turn;
    checks.push({ community_id, care_check_id: newId(), ...whose, due_at: at, rung, holder, act_by });
  });
  const survey_id = newId();
  const asked = others.filter((_, n) => n % 2 === 0);
  return new Map<string, readonly Row[]>([
    ['care_right', [{ community_id, person_id: clerk, given_at: at }]],
    ['care_record', records],
    ['care_check', checks],
    ['survey', [{ community_id, survey_id, name: '特殊群体排查', started_by: clerk, started_at: at }]],
    ['survey_building', [{ community_id, survey_id, building_id: places.sealed.buildingId }]],
    [
      'survey_door',
      asked.map((door, n) => ({
        ...{ community_id, survey_id, household_id: door.householdId, by_id: steward, by_role: 'steward', at },
        ...{ outcome: n % 5 === 4 ? 'not_home' : 'asked', found: false, tries: 1 },
      })),
    ],
  ]);
}
