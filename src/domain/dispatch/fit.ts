// Whether a helper may be sent to a door: protection, clean and sealed crews apart, and no more than one person can carry.
import { shiftLimitSeconds } from '../delivery/phone.ts';
import type { Role } from '../people/role.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Lane } from '../request/kind.ts';

/** What the desk must know of a helper. Instants in ISO 8601, weights in grams. */
export interface Helper {
  readonly helperId: string;
  /** Helper roles only, as granted today. */
  readonly roles: readonly Role[];
  /** Places granted to or bound to the helper; null: the whole community. */
  readonly places: readonly string[] | null;
  readonly onDuty: boolean;
  readonly protection: boolean;
  readonly maxOpen: number;
  readonly maxGrams: number;
  /** Offered to or held by the helper now. */
  readonly open: number;
  readonly openGrams: number;
  readonly shiftStartedAt: string | null;
  readonly wentSealedAt: string | null;
}

/** Where it goes and how heavy it is. `around` holds the ids of the household and of every place around it. */
export interface Errand {
  readonly around: readonly string[];
  /** Only helpers with protection go in. */
  readonly protection: boolean;
  readonly lane: Lane;
  readonly grams: number;
}

// A shift nobody has opened is taken to be this long; four hours is the limit in protection, twelve the longest day seen.
const unopenedShiftMs = 12 * 3_600_000;

/** Has this helper been in a sealed building in the present shift? Then no clean one until the next. */
export function wentSealedThisShift(helper: Pick<Helper, 'shiftStartedAt' | 'wentSealedAt'>, now: string): boolean {
  if (helper.wentSealedAt === null) return false;
  const went = Date.parse(helper.wentSealedAt);
  const started = helper.shiftStartedAt === null ? Date.parse(now) - unopenedShiftMs : Date.parse(helper.shiftStartedAt);
  return went >= started;
}

/** On duty for as long as a shift may last (4 h), in which protection is worn and masks are changed. */
export function isShiftOver(helper: Pick<Helper, 'onDuty' | 'shiftStartedAt'>, now: string): boolean {
  if (!helper.onDuty || helper.shiftStartedAt === null) return false;
  return Date.parse(now) - Date.parse(helper.shiftStartedAt) >= shiftLimitSeconds * 1000;
}

export function coversPlace(helper: Pick<Helper, 'places'>, errand: Pick<Errand, 'around'>): boolean {
  const { places } = helper;
  return places === null || errand.around.some(place => places.includes(place));
}

type UnsafeCode = 'helper_lacks_protection' | 'helper_out_of_zone';
type UnfitCode = UnsafeCode | 'helper_unknown' | 'helper_out_of_place' | 'too_heavy' | 'helper_shift_full';

/** The rules that protect people; they hold at every step towards the door. Null: nothing speaks against it. */
export function isUnsafe(helper: Helper, errand: Pick<Errand, 'protection'>, now: string): Refusal<UnsafeCode> | null {
  if (errand.protection) return helper.protection ? null : refuse('helper_lacks_protection');
  return wentSealedThisShift(helper, now) ? refuse('helper_out_of_zone') : null;
}

/**
 * The reason why this helper may not be given this errand, or null. A life in danger goes past full hands, never past protection. What a plan
 * gives out leaves in rounds one after the other, each of which has its own limit: it counts against no open hands.
 */
export function whyUnfit(helper: Helper | undefined, errand: Errand, now: string, planned = false): Refusal<UnfitCode> | null {
  if (helper === undefined || helper.roles.length === 0) return refuse('helper_unknown');
  const unsafe = isUnsafe(helper, errand, now);
  if (unsafe !== null) return unsafe;
  if (errand.lane === 'life') return null;
  if (!coversPlace(helper, errand)) return refuse('helper_out_of_place');
  if (errand.grams > helper.maxGrams) return refuse('too_heavy', { most: Math.floor(helper.maxGrams / 1000) });
  if (planned) return null;
  if (helper.open + 1 > helper.maxOpen || helper.openGrams + errand.grams > helper.maxGrams) {
    return refuse('helper_shift_full', { open: helper.open });
  }
  return null;
}
