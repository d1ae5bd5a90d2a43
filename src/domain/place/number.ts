// Reads the numbers people write in addresses: 三零一 is 301, 十二 is 12, full-width digits are digits.

const digits: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const places: Readonly<Record<string, number>> = { 十: 10, 百: 100 };
export const chineseNumber = /[〇零一二两三四五六七八九十百]+/g;

/**
 * A run of Chinese numerals as Arabic digits, or null when it is no number ("十百"). Without 十 and 百 each one is a digit, as people
 * say rooms: 一〇〇二 → 1002, 三零一 → 301. With them it is a value: 十二 → 12, 一百零二 → 102.
 */
export function readChineseNumber(run: string): string | null {
  const signs = [...run];
  if (signs.length === 0) return null;
  if (!signs.some(sign => sign in places)) {
    const read = signs.map(sign => digits[sign]);
    return read.some(digit => digit === undefined) ? null : read.join('');
  }
  let total = 0;
  let digit: number | null = null;
  let below = Number.POSITIVE_INFINITY;
  for (const sign of signs) {
    const place = places[sign];
    if (place === undefined) {
      const value = digits[sign];
      if (value === undefined || (digit !== null && digit !== 0)) return null;
      digit = value;
      continue;
    }
    if (place >= below || digit === 0) return null;
    total += (digit ?? 1) * place;
    digit = null;
    below = place;
  }
  // 一百二 is 120 in speech; 一百零二 is 102.
  if (digit !== null && below === 100 && !/零.$/.test(run)) digit *= 10;
  return String(total + (digit ?? 0));
}

/** Everything that stands for a digit as an ASCII digit, letters in lower case; the rest as it is. */
export function plainDigits(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(chineseNumber, run => readChineseNumber(run) ?? run);
}
