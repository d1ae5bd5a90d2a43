// Tells a telephone number from a door, as a clerk types either into one field.
import { telephoneDigits } from '../../../domain/people/telephone.ts';

/** The digits to look up when the text is a whole telephone number (mobile, landline, local landline); else undefined. */
export function telephoneIn(text: string): string | undefined {
  const plain = text.normalize('NFKC').trim();
  if (!/^[+(]{0,2}\d[\d\s()–—-]*$/.test(plain)) return undefined;
  const digits = telephoneDigits(plain);
  if (digits === null) return undefined;
  if (/^1[3-9]\d{9}$/.test(digits) || /^0\d{9,11}$/.test(digits)) return digits;
  // 10-2-1002 is a door, 5588123 a telephone in the same town, 1389310 a mobile number that is still being typed.
  const isDoor = /\d+\s*-\s*\d+\s*-\s*\d+/.test(plain);
  return !isDoor && /^[2-8]\d{6,7}$/.test(digits) ? digits : undefined;
}
