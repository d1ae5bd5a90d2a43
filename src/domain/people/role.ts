// Who people are to the desk: the roles, and how far each role sees.

export const roles = [
  'resident', // 居民
  'relative', // 外地亲属
  'steward', // 楼栋长
  'volunteer', // 志愿者
  'property', // 物业
  'grid_worker', // 网格员
  'grid_lead', // 网格长
  'clerk', // 信息员
  'supply', // 保障供应组
  'community_lead', // 社区负责人
  'district_viewer', // 区级查看
  'administrator', // 管理员
] as const;
export type Role = (typeof roles)[number];

/** Roles that sign in with a name and password. */
export const staffRoles = roles.filter(role => role !== 'resident' && role !== 'relative');

/** Roles that carry things to doors. */
export const helperRoles = ['steward', 'volunteer', 'property', 'grid_worker', 'grid_lead'] as const satisfies readonly Role[];

/**
 * How far a role reaches in one endpoint:
 * community = everything of the community; places = only inside the places granted or bound to the person;
 * tasks = only requests offered to or held by the person; household = only the person's own household; self = only themselves.
 */
export const scopes = ['community', 'places', 'tasks', 'household', 'self'] as const;
export type Scope = (typeof scopes)[number];

export type Who = Partial<Record<Role, Scope>>;

/** Roles whose grants may name a place (a grid lead's area, a steward's buildings); the others reach the whole community. */
export const placedRoles = ['steward', 'property', 'grid_worker', 'grid_lead'] as const satisfies readonly Role[];
