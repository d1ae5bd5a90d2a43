// The surname alone, for labels and sheets that others may read.

// 复姓: the compound surnames that are still met; everybody else has one character.
const compound =
  /^(欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|司徒|司空|长孙|宇文|端木|南宫|西门|独孤|拓跋|呼延|轩辕|鲜于|闻人|申屠|太史|公羊|淳于|单于|钟离|濮阳|澹台)/;

/** 王 of 王建国, 欧阳 of 欧阳娜娜, Smith of John Smith; null when there is no name. */
export function surnameOf(name: string | null): string | null {
  const whole = name?.trim() ?? '';
  if (whole === '') return null;
  if (!/^\p{Script=Han}/u.test(whole)) return whole.split(/\s+/).at(-1) ?? null;
  return compound.exec(whole)?.[0] ?? [...whole][0] ?? null;
}
