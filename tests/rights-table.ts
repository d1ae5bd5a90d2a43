// Who may call what, written by hand from the rules of the house and apart from the contract: a new endpoint without a line here fails.
import type { Role } from '../src/domain/people/role.ts';

/** Everybody who can stand before the server: the roles, a door session that is not confirmed yet, and nobody at all. */
export type Audience = Role | 'door' | 'nobody';

const staff = [
  'steward',
  'volunteer',
  'property',
  'grid_worker',
  'grid_lead',
  'clerk',
  'supply',
  'community_lead',
  'district_viewer',
  'administrator',
] as const;
const household = ['resident', 'relative'] as const;
export const audiences: readonly Audience[] = ['nobody', 'door', ...household, ...staff];

/** Those who carry to doors: 楼栋长, 志愿者, 物业, 网格员, 网格长. */
const carriers = ['steward', 'volunteer', 'property', 'grid_worker', 'grid_lead'] as const;
/** Registers and hands on, and answers for all of it. */
const desk = ['clerk', 'community_lead'] as const;
const deskAndGridLead = [...desk, 'grid_lead'] as const;
/** Places without names: everybody of the staff but volunteers, who see their own tasks only. */
const placeReaders = staff.filter(role => role !== 'volunteer');
const rosterKeepers = [...desk, 'administrator'] as const;
/** 收集 at the door or on the telephone, for others. */
const collectors = ['steward', 'property', 'grid_worker', 'grid_lead', ...desk] as const;
/** The board hangs in the office and in the district; a grid worker looks at it on the phone. */
const watchers = ['clerk', 'supply', 'community_lead', 'district_viewer', 'administrator', 'grid_lead', 'grid_worker'] as const;

export const rightsTable: Readonly<Record<string, readonly Audience[]>> = {
  // signing in
  signIn: audiences,
  signOut: audiences,
  makeFirstAdministrator: audiences,
  openDoor: audiences,
  sendOneTimeCode: ['door'],
  confirmDoor: ['door'],
  whoAmI: [...household, ...staff],
  changePassword: staff,
  beginSecondFactor: staff,
  confirmSecondFactor: staff,
  dropSecondFactor: staff,
  assistDoor: ['steward', 'grid_worker', 'grid_lead', ...desk],
  issueDoorCards: ['steward', 'grid_lead', ...desk, 'administrator'],
  revokeDoorCode: [...desk, 'administrator'],

  // places
  readPlaces: placeReaders,
  findHouseholds: placeReaders,
  listZones: placeReaders,
  findByTelephone: deskAndGridLead,
  readHousehold: ['steward', 'grid_worker', 'grid_lead', ...desk],
  changeHousehold: ['grid_worker', 'grid_lead', ...desk, 'administrator'],
  splitHousehold: [...desk, 'administrator'],
  recordContact: collectors,
  previewZone: desk,
  setZone: desk,
  previewEndZone: ['community_lead'],
  endZone: ['community_lead'],
  readZone: desk,
  recordZoneFact: desk,
  listPolicies: [...deskAndGridLead, 'supply', 'administrator'],
  previewPolicy: ['community_lead'],
  setPolicy: ['community_lead'],
  listSubAreas: desk,
  addSubArea: desk,

  // going out: those who know the doors give permits, the gate of the property company lets out and in
  listExits: collectors,
  findExit: collectors,
  moveExit: collectors,
  readDoorExits: ['steward', 'grid_worker', 'grid_lead', ...desk],
  issueExit: ['steward', 'grid_worker', 'grid_lead', ...desk],
  myZone: household,

  // people
  listStaff: [...deskAndGridLead, 'administrator'],
  addStaff: ['administrator'],
  changeStaff: ['administrator'],
  grantRole: ['administrator'],
  endGrant: ['administrator'],
  listBindings: [...deskAndGridLead, 'administrator'],
  addBinding: [...deskAndGridLead, 'administrator'],
  endBinding: [...deskAndGridLead, 'administrator'],
  addResident: ['resident', 'grid_worker', ...desk, 'administrator'],
  endResident: ['resident', ...desk, 'administrator'],
  myHousehold: household,
  revealTelephone: ['steward', 'grid_worker', 'grid_lead', ...desk, 'administrator'],
  previewRoster: rosterKeepers,
  importRoster: rosterKeepers,
  exportRoster: rosterKeepers,
  rosterTemplate: rosterKeepers,

  // requests
  askRequest: [...household, ...collectors],
  listRequests: ['steward', 'grid_worker', ...deskAndGridLead, 'supply'],
  readRequest: [...household, ...carriers, ...desk, 'supply'],
  moveRequest: [...household, ...carriers, ...desk],
  moveMany: deskAndGridLead,
  myRequests: household,
  myTasks: carriers,
  myLive: [...household, ...carriers],
  setDuty: carriers,

  // dispatch
  propose: deskAndGridLead,
  helperLoads: [...deskAndGridLead, 'administrator'],
  listRuns: [...household, 'steward', 'property', 'grid_worker', ...deskAndGridLead, 'supply', 'administrator'],
  setRunPlan: [...desk, 'supply', 'administrator'],
  proposeBindings: rosterKeepers,
  acceptBindings: rosterKeepers,
  readTravelTimes: rosterKeepers,
  setTravelTimes: rosterKeepers,
  learnedTravel: rosterKeepers,
  adoptTravel: rosterKeepers,
  revertTravel: rosterKeepers,

  // delivery
  packBag: [...desk, 'supply'],
  stepBag: [...carriers, ...desk, 'supply'],
  uploadPhoto: [...carriers, 'clerk'],
  readPhoto: [...household, ...deskAndGridLead],
  shoppingList: [...desk, 'supply'],

  // bags in hand, rounds, hand-overs, lots
  stepBags: [...carriers, ...desk, 'supply'],
  findBag: [...carriers, ...desk, 'supply'],
  readBag: [...carriers, ...desk, 'supply'],
  printLabels: [...desk, 'supply'],
  listRounds: deskAndGridLead,
  readRound: [...carriers, ...desk],
  makeRound: deskAndGridLead,
  makeMyRound: carriers,
  changeRound: [...carriers, ...desk],
  moveRound: [...carriers, ...desk],
  makePlan: desk,
  listPlans: desk,
  readPlan: desk,
  cancelPlan: desk,
  stopCosts: desk,
  moveStop: desk,
  acceptPlan: desk,
  planEvents: desk,
  makeRepair: desk,
  exportPlan: desk,
  importPlan: desk,
  printSheets: deskAndGridLead,
  readSheet: deskAndGridLead,
  enterSheet: deskAndGridLead,
  handOver: carriers,
  myRelays: carriers,
  listDifferences: [...desk, 'supply'],
  settleDifference: [...desk, 'supply'],
  listLots: [...desk, 'supply'],
  readLot: [...desk, 'supply'],
  exportLot: [...desk, 'supply'],
  recallLot: [...desk, 'supply'],
  myPhone: carriers,
  sendMoves: carriers,
  setWear: carriers,
  listLateMoves: desk,
  seeLateMove: desk,
  uploadVoice: collectors,
  listVoice: desk,
  playVoice: desk,

  // texts of group chats, read
  readChatText: desk,
  listChatGroups: desk,
  addChatGroup: desk,
  changeChatGroup: desk,
  pasteText: desk,
  listPastes: desk,
  readPaste: desk,
  fixPasteRow: desk,
  confirmPasteRows: desk,
  settlePasteRows: desk,
  applyPasteRow: desk,
  listReadingFixes: desk,
  exportReadingFixes: desk,
  setWordAlias: desk,

  // the telephone and other outside channels
  tellCall: audiences,
  myCalls: deskAndGridLead,
  setExtension: deskAndGridLead,
  endCall: deskAndGridLead,
  listMissedCalls: desk,
  revealMissedCall: desk,
  closeMissedCall: desk,
  listChannels: ['administrator'],
  setChannel: ['administrator'],
  testChannel: ['administrator'],
  listConversations: desk,
  readConversation: desk,
  bindConversation: desk,
  requestOfConversation: desk,
  replyInConversation: desk,
  closeMessages: desk,
  handOverConversation: desk,
  readMedia: desk,
  listGroupNotices: desk,
  sendGroupNotice: desk,

  // care
  listCallBacks: ['grid_worker', ...deskAndGridLead],
  closeCallBack: ['grid_worker', ...deskAndGridLead],
  askToBeCalled: household,

  listCare: deskAndGridLead,
  readCare: deskAndGridLead,
  keepCare: deskAndGridLead,
  endCare: deskAndGridLead,
  listCareRights: ['community_lead'],
  setCareRight: ['community_lead'],
  listChecks: deskAndGridLead,
  careAlarms: deskAndGridLead,
  recordCheck: [...carriers, ...desk],
  recordEmergencyAct: deskAndGridLead,
  readFamily: deskAndGridLead,
  listSurveys: watchers,
  startSurvey: desk,
  closeSurvey: desk,
  listSurveyDoors: deskAndGridLead,
  recordSurveyDoor: collectors,
  readSilence: deskAndGridLead,
  setSilenceHours: ['community_lead'],

  // board and figures
  readBoard: watchers,
  boardLive: watchers,
  readBrief: watchers.filter(role => role !== 'grid_worker'),
  readFigureRows: [...deskAndGridLead, 'supply'],
  exportBrief: desk,

  // privacy
  listAudit: ['community_lead', 'administrator'],
  readStandDown: ['community_lead', 'administrator'],
  standDown: ['community_lead'],
  confirmGone: ['community_lead', 'administrator'],
  readCertificate: ['community_lead', 'administrator'],
  askHold: ['clerk', 'community_lead', 'administrator'],
  approveHold: ['community_lead', 'administrator'],
  endHold: ['community_lead', 'administrator'],
};
