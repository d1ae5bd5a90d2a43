// What each role may do at the board, so that nobody is shown a door that the server would shut; rights.test.ts holds it to the contract.
import type { Role } from '../../domain/people/role.ts';

/** Roles that have a seat here. */
export const boardRoles = [
  'clerk',
  'supply',
  'community_lead',
  'district_viewer',
  'administrator',
  'grid_lead',
  'grid_worker',
] as const satisfies readonly Role[];

/** The name of an endpoint of the contract → the board's roles that may call it. */
export const rights = {
  readBoard: boardRoles,
  readBrief: ['clerk', 'supply', 'community_lead', 'district_viewer', 'administrator', 'grid_lead'],
  readFigureRows: ['clerk', 'supply', 'community_lead', 'grid_lead'],
  exportBrief: ['clerk', 'community_lead'],
  listRequests: ['clerk', 'supply', 'community_lead', 'grid_lead', 'grid_worker'],
  listCallBacks: ['clerk', 'community_lead', 'grid_lead', 'grid_worker'],
} as const satisfies Record<string, readonly Role[]>;

export type Right = keyof typeof rights;

export function may(roles: readonly Role[], right: Right): boolean {
  return (rights[right] as readonly Role[]).some(role => roles.includes(role));
}

/** Roles that find more about a household or a request at the desk. */
export const deskRoles = ['clerk', 'supply', 'community_lead', 'grid_lead', 'administrator'] as const satisfies readonly Role[];

export function mayOpenDesk(roles: readonly Role[]): boolean {
  return deskRoles.some(role => roles.includes(role));
}
