// Telephone numbers as people write them: the digits they are looked up by, and how much of one is shown.

/**
 * Digits only, without the country's +86 (or 0086): "+86 138-0013 8000" and "13800138000" are one number, "+86 931 5550100" and
 * "0931-5550100" too. Null when it has fewer than 5 or more than 20 digits.
 */
export function telephoneDigits(text: string): string | null {
  const plain = text.normalize('NFKC').trim();
  const abroad = /^(\+|00)/.test(plain);
  let digits = plain.replace(/[^0-9]/g, '');
  if (abroad) digits = digits.replace(/^00/, '');
  if (digits.startsWith('86') && (abroad || /^861[0-9]{10}$/.test(digits))) {
    digits = digits.slice(2);
    // Area codes lose their 0 behind +86; Beijing's is 10. The 400 and 800 numbers of companies have no area.
    if (/^(10[0-9]{8}|(?!400|800)[2-9][0-9]{8,})$/.test(digits)) digits = `0${digits}`;
  }
  return digits.length >= 5 && digits.length <= 20 ? digits : null;
}

/**
 * As text message gateways want it: +8613800138000, +85291234567. Null for a landline, which cannot read messages, and for what is
 * no number.
 */
export function internationalNumber(telephone: string | null): string | null {
  if (telephone === null) return null;
  const digits = telephoneDigits(telephone);
  if (digits === null) return null;
  if (/^1[3-9][0-9]{9}$/.test(digits)) return `+86${digits}`;
  const plain = telephone.normalize('NFKC').trim();
  const abroad = /^(\+|00)/.test(plain) && !/^(\+|00)\s*86/.test(plain);
  return abroad && digits.length >= 8 && digits.length <= 15 ? `+${digits}` : null;
}

/** 13800138021 → 138****21, 0931-5550100 → 093****00; a short one shows its last two digits. */
export function maskTelephone(telephone: string | null): string | null {
  if (telephone === null) return null;
  const digits = telephoneDigits(telephone) ?? telephone.replace(/[^0-9]/g, '');
  return digits.length >= 9 ? `${digits.slice(0, 3)}****${digits.slice(-2)}` : `****${digits.slice(-2)}`;
}
