// Finds telephone numbers in running text: mobile with blanks, hyphens or +86, landline with area code, and short ones where 电话 is said.
import { telephoneDigits } from '../people/telephone.ts';
import type { Span } from './reading.ts';
import type { Said } from './said.ts';

export interface PhoneFound {
  readonly span: Span;
  readonly digits: string;
}

const mobile = /(?:\+?86[- ]?)?(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g;
const threes = /(?<!\d)1[3-9]\d[- ]\d{3}[- ]\d{5}(?!\d)|(?<!\d)1[3-9]\d{2}[- ]\d{3}[- ]\d{4}(?!\d)/g;
const withCountry = /(?<!\d)(?:\+|00)86[- ]?1[3-9]\d{9}(?!\d)|(?<!\d)861[3-9]\d{9}(?!\d)/g;
const landline = /(?<!\d)\(?0\d{2,3}\)?[- ]?\d{7,8}(?!\d)|(?<!\d)400[- ]?\d{3}[- ]?\d{4}(?!\d)/g;
const short = /(?:电话|座机|固话|手机|号码|联系方式|tel)(?:号码?)?(?:是|为|改成|换成)?[:： ]{0,2}(\d{7,8})(?!\d)/g;

export function findPhones(said: Said, plain: string): PhoneFound[] {
  const found: PhoneFound[] = [];
  if (!/\d{3}/.test(plain)) return found;
  const note = (from: number, to: number): void => {
    said.steps++;
    const digits = telephoneDigits(plain.slice(from, to));
    if (digits === null || found.some(one => from < one.span[1] && to > one.span[0])) return;
    found.push({ span: [from, to], digits });
  };
  for (const pattern of [withCountry, mobile, threes, landline]) {
    for (const match of plain.matchAll(pattern)) note(match.index, match.index + match[0].length);
  }
  for (const match of plain.matchAll(short)) {
    const to = match.index + match[0].length;
    note(to - (match[1] as string).length, to);
  }
  return found.sort((a, b) => a.span[0] - b.span[0]);
}
