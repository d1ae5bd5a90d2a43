// What each role may do at the desk, so that nobody is shown a door that the server would shut; rights.test.ts holds it to the contract.
import type { Role } from '../../domain/people/role.ts';
import type { Section } from './route.ts';

const community = ['clerk', 'community_lead'] as const;
const desk = [...community, 'grid_lead'] as const;

/** The name of an endpoint of the contract → the desk's roles that may call it. */
export const rights = {
  askRequest: desk,
  listRequests: [...desk, 'supply'],
  moveRequest: desk,
  moveMany: desk,
  propose: desk,
  helperLoads: [...desk, 'administrator'],
  listRuns: [...desk, 'supply', 'administrator'],
  setRunPlan: [...community, 'supply', 'administrator'],
  readTravelTimes: [...community, 'administrator'],
  listCallBacks: desk,
  listCare: desk,
  setCareRight: ['community_lead'],
  listChecks: desk,
  careAlarms: desk,
  startSurvey: community,
  readSilence: desk,
  setSilenceHours: ['community_lead'],
  readBoard: [...desk, 'supply', 'administrator'],
  findHouseholds: [...desk, 'supply', 'administrator'],
  findByTelephone: desk,
  readHousehold: desk,
  changeHousehold: [...desk, 'administrator'],
  splitHousehold: [...community, 'administrator'],
  recordContact: desk,
  assistDoor: desk,
  issueDoorCards: [...desk, 'administrator'],
  revokeDoorCode: [...community, 'administrator'],
  addResident: [...community, 'administrator'],
  endResident: [...community, 'administrator'],
  revealTelephone: [...desk, 'administrator'],
  shoppingList: [...community, 'supply'],
  packBag: [...community, 'supply'],
  stepBag: [...desk, 'supply'],
  readPhoto: desk,
  listRounds: desk,
  makePlan: community,
  makeRound: desk,
  enterSheet: desk,
  printLabels: [...community, 'supply'],
  readBag: [...desk, 'supply'],
  listLateMoves: community,
  listVoice: community,
  listDifferences: [...community, 'supply'],
  listLots: [...community, 'supply'],
  recallLot: [...community, 'supply'],
  listZones: [...desk, 'supply', 'administrator'],
  setZone: community,
  endZone: ['community_lead'],
  readZone: community,
  recordZoneFact: community,
  listPolicies: [...desk, 'supply', 'administrator'],
  setPolicy: ['community_lead'],
  issueExit: desk,
  listStaff: [...desk, 'administrator'],
  addStaff: ['administrator'],
  listBindings: [...desk, 'administrator'],
  addBinding: [...desk, 'administrator'],
  proposeBindings: [...community, 'administrator'],
  rosterTemplate: [...community, 'administrator'],
  pasteText: community,
  myCalls: desk,
  endCall: desk,
  listMissedCalls: community,
  listConversations: community,
  listGroupNotices: community,
  setChannel: ['administrator'],
  listAudit: ['administrator', 'community_lead'],
  readStandDown: ['administrator', 'community_lead'],
  standDown: ['community_lead'],
  approveHold: ['administrator', 'community_lead'],
} as const satisfies Record<string, readonly Role[]>;

export type Right = keyof typeof rights;

/** Roles that have their seat here. */
export const deskRoles = ['clerk', 'supply', 'grid_lead', 'community_lead', 'administrator'] as const satisfies readonly Role[];

export function may(roles: readonly Role[], right: Right): boolean {
  return (rights[right] as readonly Role[]).some(role => roles.includes(role));
}

const opens: Readonly<Record<Exclude<Section, 'account'>, Right>> = {
  queue: 'listRequests',
  new: 'askRequest',
  chat: 'pasteText',
  calls: 'listCallBacks',
  messages: 'listConversations',
  notices: 'listGroupNotices',
  care: 'listChecks',
  households: 'findHouseholds',
  supply: 'shoppingList',
  plan: 'makePlan',
  rounds: 'listRounds',
  bags: 'listDifferences',
  zones: 'listZones',
  runs: 'listRuns',
  helpers: 'helperLoads',
  staff: 'addStaff',
  rosters: 'rosterTemplate',
  channels: 'setChannel',
  audit: 'listAudit',
  ending: 'readStandDown',
};

export function mayOpen(roles: readonly Role[], section: Section): boolean {
  return section === 'account' || may(roles, opens[section]);
}
