// Reads medicine names: two are the same only if substance, release and strength agree as far as they were said. Near is never the same.
import { plain, wantedClauses } from './same-thing.ts';
import { medicineClasses, withoutBrand } from './thing-table.ts';

export interface Medicine {
  /** Without salt, form, strength. */
  readonly substance: string;
  /** 缓释, 控释, 肠溶; null: not said. */
  readonly release: string | null;
  readonly form: string | null;
  /** "100mg"; null: not said. */
  readonly strength: string | null;
  /** "(Ⅱ)" and the like, part of what it is. */
  readonly grade: string | null;
}

const strength = /(\d+(?:\.\d+)?)\s*(mg|毫克|ug|μg|微克|g|克|iu|单位|%)/;
const unitName: Readonly<Record<string, string>> = { 毫克: 'mg', 微克: 'ug', μg: 'ug', 克: 'g', 单位: 'iu' };
const grade = /[(（]?(?:([ⅰⅱⅲ])|\b(i{1,3})\b)[)）]?/i;
const releases = ['缓释', '控释', '肠溶'];
const forms =
  /(薄膜衣片|泡腾片|分散片|咀嚼片|口崩片|含片|滴丸|软胶囊|胶囊|颗粒|冲剂|口服液|混悬液|糖浆|滴眼液|滴鼻液|注射液|笔芯|喷雾剂|气雾剂|吸入剂|软膏|乳膏|凝胶|贴膏|贴剂|栓|散|膏|丸|片)$/;
const salts = /^(?:盐酸|苯磺酸|马来酸|酒石酸|琥珀酸|富马酸|硫酸|磷酸|枸橼酸|甲磺酸|氢溴酸|注射用|重组|精蛋白|复方(?=丹参滴丸))/;
// 钙 and 钠 are salts behind these endings only: 碳酸钙 is what it says.
const saltBehind = /(他汀|司特|拉唑|沙坦|甲状腺素|头孢[^片胶]{2,3}|双氯芬酸|丙戊酸|华法林)(?:钙|钠|镁|钾|二水合物|半水合物)$/;

export function readMedicine(said: string): Medicine {
  const text = said.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
  const found = strength.exec(text);
  const graded = grade.exec(text);
  let name = plain(said)
    .replace(/\s+/g, '')
    .replace(strength, '')
    .replace(/[ⅰⅱⅲ]|i{1,3}$/gi, '');
  name = name
    .replace(/(?:(?:(?<![a-z\d.])\d[\d.]*|[一二两三四五六七八九十半])(?:盒|瓶|支|片|粒|板|包|袋|个))+$/, '')
    .replace(/^(?:要|买|拿|配|开|老人的?|吃的)/, '');
  name = withoutBrand(name);
  const form = formOf(name);
  let substance = form === null ? name : name.slice(0, -form.length);
  const release = releases.find(one => substance.includes(one)) ?? null;
  if (release !== null) substance = substance.replace(release, '');
  if (substance === '') substance = name;
  const bare = substance.replace(salts, '').replace(saltBehind, '$1');
  return {
    substance: bare === '' ? substance : bare,
    release,
    form,
    strength: found === null ? null : `${Number(found[1])}${unitName[found[2] as string] ?? found[2]}`,
    grade: graded === null ? null : (graded[1] ?? graded[2] ?? '').toLowerCase(),
  };
}

// "速效救心丸" is the name of the thing, not a pill of 速效救心; the ending tells two apart only where a substance stands before it.
function formOf(name: string): string | null {
  const form = forms.exec(name)?.[1] ?? null;
  return form !== null && name.length - form.length >= 2 ? form : null;
}

/** 1: the same as far as was said; 0.8: one is a word for many (降压药) and the other one of them; 0: different. */
export function sameMedicine(a: string, b: string): number {
  const [one, other] = [readMedicine(a), readMedicine(b)];
  if (differ(one.release, other.release) || differ(one.strength, other.strength) || differ(one.grade, other.grade)) return 0;
  if (one.substance === other.substance) return differ(kindOfForm(one.form), kindOfForm(other.form)) ? 0 : 1;
  return isClassOf(a, b) || isClassOf(b, a) ? 0.8 : 0;
}

function differ(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

/** Tablet or capsule is how a factory makes it; drops, syringe and cream go another way into the body. */
function kindOfForm(form: string | null): string | null {
  if (form === null) return null;
  if (/眼/.test(form)) return 'eye';
  if (/鼻/.test(form)) return 'nose';
  if (/注射|笔芯/.test(form)) return 'needle';
  if (/喷雾|气雾|吸入/.test(form)) return 'breath';
  if (/膏|凝胶|贴/.test(form)) return 'skin';
  if (form === '栓') return 'suppository';
  return 'mouth';
}

function isClassOf(said: string, other: string): boolean {
  const word = plain(said).replace(/\s+/g, '');
  const full = `${plain(other)} ${withoutBrand(plain(other))}`;
  return (
    medicineClasses.some(
      ([name, means]) => name.test(word) && !means.test(withoutBrand(word)) && means.test(full) && !name.test(plain(other)),
    ) ||
    medicineClasses.some(
      ([name, means]) => /^\^/.test(name.source) && name.test(word) && word !== plain(other) && means.test(full),
    )
  );
}

/** A word for many kinds of medicine, and nothing that tells which: "降压药", not "降压药氨氯地平". */
export function isMedicineClass(said: string): boolean {
  const word = plain(said).replace(/\s+/g, '');
  return medicineClasses.some(([name]) => name.test(word) && word.replace(name, '').length < 2);
}

const inText =
  /[\u4e00-\u9fff]*(?:缓释片|控释片|肠溶片|分散片|咀嚼片|胶囊|颗粒|口服液|滴眼液|滴丸|丸|片|地平|沙坦|普利|洛尔|他汀|双胍|列汀|列净|格列[\u4e00-\u9fff]{1,2}|阿卡波糖|胰岛素|阿司匹林|氯吡格雷|甘油|拉唑|洛芬|西林|霉素|药)/g;
const beforeName = /^.*?(?:有没有|没有|的|要|买|是|吃|拿|点|瓶|盒)(?=[\u4e00-\u9fff]{2})/;

/** What in running text reads like the name of a medicine. */
export function medicinesInText(text: string): string[] {
  const found = new Set<string>();
  for (const clause of wantedClauses(text)) {
    for (const [word] of clause.matchAll(inText)) {
      let name = word.replace(beforeName, '');
      for (const [said] of medicineClasses) {
        const rest = name.replace(said, '');
        if (rest.length >= 2) name = rest;
      }
      if (name.length >= 2) found.add(name);
    }
    for (const [said] of medicineClasses) {
      const word = said.exec(clause)?.[0];
      if (word !== undefined) found.add(word);
    }
  }
  return [...found];
}
