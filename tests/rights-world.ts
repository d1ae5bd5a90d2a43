// One thing of every kind in a community, and a call of every endpoint that names them: to try who may, and what is not there for whom.
import { randomUUID } from 'node:crypto';
import { uploadPhoto } from '../src/api/delivery.ts';
import { uploadVoice } from '../src/api/voice.ts';
import type { Role } from '../src/domain/people/role.ts';
import { newId } from '../src/server/id.ts';
import type { TestApp } from './app.ts';
import { insertRows, type StaffName, type TestCommunity } from './community.ts';
import { storeRequests } from './requests.ts';
import { addCared, careCalls } from './rights-care.ts';
import { addReceived, receivedCalls } from './rights-channel.ts';
import { addCarried, carriedCalls } from './rights-delivery.ts';
import { travelCalls } from './rights-dispatch.ts';
import { addPasted, pasteCalls } from './rights-paste.ts';
import { addExitPermit, zoneCalls } from './rights-zone.ts';

const idNames = [
  'householdId',
  'personId',
  'staffId',
  'grantId',
  'bindingId',
  'zoneId',
  'exitId',
  'compoundId',
  'buildingId',
  'unitId',
  'runId',
  'requestId',
  'sortedId',
  'bagId',
  'roundId',
  'planId',
  'differenceId',
  'ownerId',
  'callBackId',
  'fileId',
  'lateMoveId',
  'voiceNoteId',
  'missedCallId',
  'channelMessageId',
  'conversationId',
  'careRecordId',
  'careCheckId',
  'surveyId',
  'deskId',
  'chatGroupId',
  'pasteId',
  'pasteRowId',
] as const;
export type World = Readonly<Record<(typeof idNames)[number], string>>;

/** Ids that nobody ever gave out. */
export function nowhere(): World {
  return Object.fromEntries(idNames.map(name => [name, newId()])) as unknown as World;
}

/** In 10-1-101 (or another door): an accepted request of volunteer1 (or another) with a bag at the gate and a photo, a sorted one, a call-back. */
export async function makeWorld(
  app: TestApp,
  of: TestCommunity,
  door = '10-1-101',
  ownerName: StaffName = 'volunteer1',
): Promise<World> {
  const { db } = app;
  const now = app.now();
  const community_id = of.communityId;
  const owner = of.staff[ownerName].personId;
  const [requestId, sortedId] = (await storeRequests(db, of, now, [
    { door, state: 'accepted', ownerId: owner, note: '放门口就行' },
    { door, state: 'sorted', kind: 'rubbish' },
  ])) as [string, string];
  await db.count('UPDATE request SET asked_by = $2, asked_as = $3 WHERE request_id = $1', [
    requestId,
    of.residents[door],
    'resident',
  ]);
  const [bagId, callBackId] = [newId(), newId()];
  const bag = {
    community_id,
    bag_id: bagId,
    request_id: requestId,
    label: `A-${bagId.slice(-6)}`,
    step: 'gate',
    goods_class: 'ordinary',
  };
  await insertRows(db, 'bag', [{ ...bag, made_at: now }]);
  await insertRows(db, 'call_back', [
    {
      community_id,
      call_back_id: callBackId,
      household_id: of.households[door],
      request_id: requestId,
      reason: 'after_delivery',
      due_at: now,
      made_at: now,
      tries: 0,
    },
  ]);
  const lateMoveId = newId();
  await insertRows(db, 'late_move', [
    {
      community_id,
      move_id: lateMoveId,
      subject: 'request',
      move: 'deliver',
      request_id: requestId,
      household_id: of.households[door],
      by_id: of.staff.volunteer3.personId,
      by_role: 'volunteer',
      phone_id: newId(),
      seq: 1,
      holder_id: owner,
      holder_role: 'volunteer',
      why: 'already_taken',
      happened_at: now,
      at: now,
    },
  ]);
  const [building = '', unit = ''] = door.split('-');
  const buildingId = building === '10' ? of.buildings.sealed : of.buildings.clean;
  const binding = await db.row<{ binding_id: string }>(
    'SELECT binding_id FROM binding WHERE community_id = $1 AND place_id = $2',
    [community_id, buildingId],
  );
  const carrier = await app.signedIn(ownerName, of);
  const { fileId } = await carrier.get(uploadPhoto, { ...upload('door.png', png), params: { requestId } });
  const { voiceNoteId } = await (await app.signedIn('clerk', of)).get(uploadVoice, {
    ...upload('voice.webm', sound),
    params: { householdId: of.households[door] ?? '' },
    query: { id: newId() },
  });
  return {
    householdId: of.households[door] ?? '',
    personId: of.residents[door] ?? '',
    staffId: of.staff.volunteer3.personId,
    grantId: of.staff.volunteer3.grantId,
    bindingId: binding?.binding_id ?? '',
    zoneId: of.zones.sealed,
    compoundId: of.compoundId,
    buildingId,
    unitId: of.units[`${building}-${unit}` as keyof typeof of.units],
    runId: of.runs.tomorrow,
    requestId,
    sortedId,
    bagId,
    ownerId: owner,
    ...(await addCarried(db, { communityId: community_id, compoundId: of.compoundId, ownerId: owner, requestId, bagId, now })),
    callBackId,
    fileId,
    lateMoveId,
    voiceNoteId,
    ...(await addReceived(app, community_id, now)),
    ...(await addCared(app, of, { personId: of.residents[door] ?? '', helperId: owner, buildingId })),
    deskId: of.staff.clerk2.personId,
    exitId: await addExitPermit(db, community_id, of.households[door] ?? '', now),
    ...(await addPasted(db, community_id, of.households[door] ?? '', of.staff.clerk.personId)),
  };
}

export interface Sent {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly payload?: Buffer;
}

const boundary = 'between-the-parts';

export function upload(name: string, bytes: Buffer | string): Required<Pick<Sent, 'headers' | 'payload'>> {
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

// One grey pixel.
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64');
/** The beginning of what a browser records. */
export const sound = Buffer.concat([
  Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d', 'hex'),
  Buffer.alloc(64),
]);
const roster = '小区,楼栋\n';
const day = '2030-01-02';

/** A call as a page would make it, about the things of this world. */
export function sentTo(name: string, world: World, audience: Role | 'door' | 'nobody'): Sent {
  const { householdId, personId, staffId, requestId } = world;
  const once = { id: randomUUID() };
  const calls: Record<string, () => Sent> = {
    ...carriedCalls(world),
    ...receivedCalls(world),
    ...pasteCalls(world),
    readStandDown: () => ({}),
    // Nobody's name: it is refused before anything is closed.
    standDown: () => ({ body: { ...once, orderNumber: '1号令', name: 'nowhere at all' } }),
    confirmGone: () => ({ params: { standDownId: once.id }, body: { what: 'exports' } }),
    readCertificate: () => ({ params: { standDownId: once.id } }),
    askHold: () => ({ body: { ...once, subjectKind: 'request', subjectId: requestId, reason: '信访件在办' } }),
    approveHold: () => ({ params: { legalHoldId: once.id } }),
    endHold: () => ({ params: { legalHoldId: once.id } }),
    ...careCalls(world),
    ...zoneCalls(world),
    signIn: () => ({ body: { community: 'nowhere', name: 'somebody', password: 'guess' } }),
    makeFirstAdministrator: () => ({
      body: { token: 'x', communityName: 'x', divisionCode: '629901001001', personName: 'x', name: 'xx', password: 'x' },
    }),
    openDoor: () => ({ body: { code: 'x' } }),
    sendOneTimeCode: () => ({ body: { personId } }),
    confirmDoor: () => ({ body: { code: '000000' } }),
    changePassword: () => ({ body: { old: 'x', new: 'x' } }),
    confirmSecondFactor: () => ({ body: { code: '000000' } }),
    dropSecondFactor: () => ({ body: { password: 'x' } }),
    assistDoor: () => ({ params: { householdId } }),
    issueDoorCards: () => ({ body: { placeKind: 'unit', placeId: world.unitId } }),
    revokeDoorCode: () => ({ params: { householdId } }),

    findHouseholds: () => ({ query: { buildingId: world.buildingId } }),
    findByTelephone: () => ({ body: { telephone: '19900010001' } }),
    readHousehold: () => ({ params: { householdId } }),
    changeHousehold: () => ({ params: { householdId }, body: { aliases: ['东户'] } }),
    splitHousehold: () => ({ params: { householdId }, body: { doors: ['901A', '901B'] } }),
    recordContact: () => ({ params: { householdId }, body: { ...once, how: 'telephone', outcome: 'spoke' } }),
    addStaff: () => ({
      body: {
        name: '新',
        signInName: `new-${randomUUID().slice(0, 8)}`,
        grants: [{ role: 'steward', placeKind: 'unit', placeId: world.unitId }],
      },
    }),
    changeStaff: () => ({ params: { personId: staffId }, body: { maxOpen: 3 } }),
    grantRole: () => ({
      params: { personId: staffId },
      body: { role: 'steward', placeKind: 'building', placeId: world.buildingId },
    }),
    endGrant: () => ({ params: { personId: staffId, grantId: world.grantId } }),
    listBindings: () => ({ query: { buildingId: world.buildingId } }),
    addBinding: () => ({
      body: { personId: staffId, placeKind: 'household', placeId: householdId, rank: 'backup', fromOn: day },
    }),
    endBinding: () => ({ params: { bindingId: world.bindingId }, body: { toOn: day } }),
    addResident: () => ({
      params: { householdId },
      body: { name: '某人', relation: audience === 'resident' ? 'relative' : 'lives_here' },
    }),
    endResident: () => ({ params: { householdId, personId } }),
    revealTelephone: () => ({ params: { personId }, body: { reason: 'data_check' } }),
    previewRoster: () => ({ params: { roster: 'households' }, ...upload('households.csv', roster) }),
    importRoster: () => ({
      params: { roster: 'households' },
      query: { digest: '0'.repeat(64) },
      ...upload('households.csv', roster),
    }),
    exportRoster: () => ({ params: { roster: 'bindings' }, body: { format: 'csv' } }),
    rosterTemplate: () => ({ params: { roster: 'staff' } }),

    askRequest: () => ({
      body: {
        ...once,
        householdId,
        kind: 'other',
        channel: audience === 'resident' || audience === 'relative' ? 'resident_page' : 'telephone',
        note: '家里没盐了',
      },
    }),
    listRequests: () => ({ query: { householdId } }),
    readRequest: () => ({ params: { requestId } }),
    moveRequest: () => ({ params: { requestId }, body: { ...once, move: 'fetch' } }),
    moveMany: () => ({ body: { moves: [{ requestId, move: { ...once, move: 'take_back' } }] } }),
    setDuty: () => ({ body: { onDuty: true } }),
    propose: () => ({ body: { requestIds: [world.sortedId] } }),
    listRuns: () => ({ query: { compoundId: world.compoundId } }),
    setRunPlan: () => ({ params: { compoundId: world.compoundId }, body: { fromOn: day, runs: [] } }),
    ...travelCalls(world),
    packBag: () => ({ params: { requestId }, body: { ...once, grams: 900 } }),
    stepBag: () => ({
      params: { bagId: world.bagId },
      body: { ...once, step: 'disinfected', agent: 'chlorine_500', contactMinutes: 10 },
    }),
    uploadPhoto: () => ({ params: { requestId }, ...upload('door.png', png) }),
    readPhoto: () => ({ params: { requestId, fileId: world.fileId } }),
    sendMoves: () => ({
      body: {
        phoneId: randomUUID(),
        phoneNow: new Date().toISOString(),
        moves: [
          {
            ...once,
            seq: 1,
            at: new Date().toISOString(),
            on: 'bag',
            bagId: world.bagId,
            body: { step: 'disinfected', agent: 'wiped' },
          },
        ],
      },
    }),
    setWear: () => ({ body: { wearing: true } }),
    seeLateMove: () => ({ params: { lateMoveId: world.lateMoveId }, body: { ...once, decision: 'ignored' } }),
    uploadVoice: () => ({ params: { householdId }, query: once, ...upload('voice.webm', sound) }),
    listVoice: () => ({ params: { householdId } }),
    playVoice: () => ({ params: { voiceNoteId: world.voiceNoteId } }),
    closeCallBack: () => ({ params: { callBackId: world.callBackId }, body: { ...once, outcome: 'no_answer' } }),
    askToBeCalled: () => ({ body: once }),
    readBoard: () => ({ query: { compoundId: world.compoundId } }),
    boardLive: () => ({ query: { compoundId: world.compoundId } }),
    readBrief: () => ({ query: { compoundId: world.compoundId } }),
    readFigureRows: () => ({ params: { figure: 'requests_asked' }, query: { compoundId: world.compoundId } }),
    exportBrief: () => ({ body: { compoundId: world.compoundId } }),
    listAudit: () => ({ query: { subjectId: personId } }),
  };
  return calls[name]?.() ?? {};
}
