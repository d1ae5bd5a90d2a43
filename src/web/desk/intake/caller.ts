// Tells a telephone number from a door, as a clerk types either into one field.

/** The digits to look up when the text is a whole telephone number (mobile, landline, local landline); else undefined. */
export function telephoneIn(text: string): string | undefined {
  const plain = text.normalize('NFKC').trim();
  if (!/^\+?[\d\s-]+$/.test(plain)) return undefined;
  const digits = plain.replace(/[\s-]/g, '').replace(/^(\+86|0086|86(?=1\d{10}$))/, '');
  if (/^1\d{10}$/.test(digits) || /^0\d{9,11}$/.test(digits)) return digits;
  // 10-2-1002 is a door, 5588123 a telephone in the same town.
  const isDoor = /\d+\s*-\s*\d+\s*-\s*\d+/.test(plain);
  return !isDoor && /^\d{7,8}$/.test(digits) ? digits : undefined;
}
