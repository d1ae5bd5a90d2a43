// Which passwords are too easily guessed: short, the own name, or among the ones everybody tries first. No rules about kinds of characters.

/** Fewest characters of a password; a Chinese character counts as one. */
export const leastPassword = 10;

export type PasswordProblem = 'too_short' | 'is_name' | 'too_common';

/** Beginnings and wholes of ten and more characters that lists of leaked passwords put first, in China and elsewhere. */
const commonest = new Set(
  `1234567890 0123456789 0987654321 9876543210 1234567891 12345678910 123456789a a123456789 123456789q q123456789 aa123456789
  1231231231 123123123a 123123123123 1234512345 1234554321 123456123456 1122334455 11223344556 112233445566 1357924680 1029384756
  147258369a 1472583690 5201314520 5201314a520 520131415926 woaini1314 woaini520520 woaini1314520 woaiwojia123 woshishuiya
  nishishui123 aini1314520 iloveyou1314 iloveyou123 iloveyou520 caonima123 wocaonima123 zhang123456 wang123456 li12345678 chen123456
  password12 password123 password1234 passw0rd123 p@ssw0rd123 mypassword qwertyuiop qwerty1234 qwerty12345 qwerty123456 qwer123456
  asdfghjkl1 asdfghjkl123 zxcvbnm123 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 1qaz2wsx3edc 1qazxsw23edc qazwsxedc123 qaz123456789 zaq12wsxcde3
  abcd123456 abc1234567 abc123456789 abcdefghij abcdefg123 a1b2c3d4e5 a1s2d3f4g5 aaa1234567 admin12345 admin123456 administrator
  root123456 test123456 user123456 welcome123 welcome1234 letmein1234 changeme123 default123 football123 baseball12 basketball
  cailanzi123 cailanzi2022 caishi2022 shequ12345 shequ123456 wangge123456 wuzi123456 yiqing2020 yiqing2022 fengkong2022 jiayou2022
  wuhanjiayou lanzhou2022 lanzhou123 zhongguo123 china123456 beijing2008 beijing2022 correcthorsebatterystaple`
    .split(/\s+/)
    .filter(word => word !== ''),
);

/** What is wrong with a password, or null. `names`: the sign-in name and the person's own. */
export function passwordProblem(password: string, names: readonly string[]): PasswordProblem | null {
  const plain = password.normalize('NFKC').toLowerCase();
  if ([...plain].length < leastPassword) return 'too_short';
  const bare = plain.replace(/[^\p{L}\p{N}]/gu, '');
  for (const name of names) {
    const own = name
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, '');
    // What is left beside the name must itself be worth something.
    if ([...own].length >= 2 && bare.includes(own) && [...bare.replaceAll(own, '')].length < 6) return 'is_name';
  }
  if (commonest.has(plain) || commonest.has(bare) || new Set(plain).size <= 2 || isRow(plain)) return 'too_common';
  return null;
}

/** 2345678901, fedcba9876…: each character the neighbour of the one before. */
function isRow(text: string): boolean {
  const codes = [...text].map(sign => sign.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, at) => code - (codes[at] ?? 0)));
  return steps.size === 1 && (steps.has(1) || steps.has(-1));
}
