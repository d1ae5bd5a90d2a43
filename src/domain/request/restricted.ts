// Medicine whose sale was registered by name in those months: fever and cough are a medical matter, never shopping.

/** 四类药品: for fever, cough, viruses and bacteria. Sold only against registration in many cities from 2021 to the end of 2022. */
export const restrictedClasses = ['fever', 'cough', 'antiviral', 'antibiotic'] as const;
export type RestrictedClass = (typeof restrictedClasses)[number];

/** Parts of names as they stand on the box and as people say them. Which classes hold, and until when, is for the community's settings. */
export const restrictedNames: Readonly<Record<RestrictedClass, readonly string[]>> = {
  fever: [
    ...['退烧', '退热', '布洛芬', '芬必得', '美林', '对乙酰氨基酚', '扑热息痛', '泰诺林', '必理通', '百服宁', '安乃近'],
    ...['洛索洛芬', '尼美舒利', '赖氨匹林', '小儿柴桂', '柴胡', '感康', '白加黑', '日夜百服咛', '新康泰克', '泰诺', '快克'],
    ...[
      '感冒灵',
      '感冒清',
      '感冒颗粒',
      '感冒胶囊',
      '感冒片',
      '感冒药',
      '氨酚黄那敏',
      '氨咖黄敏',
      '复方氨酚烷胺',
      '酚麻美敏',
      '小柴胡',
    ],
  ],
  cough: [
    ...['止咳', '镇咳', '化痰', '祛痰', '咳嗽', '咳喘', '右美沙芬', '氨溴索', '沐舒坦', '可待因', '复方甘草', '甘草片'],
    ...['川贝枇杷', '枇杷膏', '枇杷露', '急支糖浆', '桔梗片', '蛇胆川贝', '惠菲宁', '易坦静', '乙酰半胱氨酸', '橘红'],
  ],
  antiviral: [
    ...['抗病毒', '奥司他韦', '达菲', '可威', '阿比多尔', '利巴韦林', '病毒唑', '病毒灵', '金刚烷胺', '玛巴洛沙韦', '帕拉米韦'],
    ...['连花清瘟', '板蓝根', '双黄连', '清开灵', '抗病毒口服液', '阿昔洛韦', '更昔洛韦', '法匹拉韦'],
  ],
  antibiotic: [
    ...[
      '抗生素',
      '消炎药',
      '头孢',
      '阿莫西林',
      '阿奇霉素',
      '罗红霉素',
      '克拉霉素',
      '红霉素',
      '左氧氟沙星',
      '氧氟沙星',
      '诺氟沙星',
    ],
    ...[
      '氟哌酸',
      '环丙沙星',
      '莫西沙星',
      '青霉素',
      '甲硝唑',
      '替硝唑',
      '克林霉素',
      '多西环素',
      '米诺环素',
      '四环素',
      '磺胺',
      '呋喃妥因',
    ],
    ...['庆大霉素', '希舒美'],
  ],
};

// Creams and drops for the outside hold the same substances and were never restricted.
const forTheOutside = /软膏|眼膏|乳膏|滴眼|眼药|凝胶|外用|洗剂|栓/;
// "退烧贴" cools a forehead, "止咳梨膏糖" is a sweet, a thermometer measures.
const notMedicine = /退烧贴|退热贴|降温贴|梨膏糖|润喉糖|体温计|温度计/;

/** The class of one thing by its name; null: not restricted. */
export function restrictedClassOf(name: string): RestrictedClass | null {
  const said = name.normalize('NFKC').replace(/\s+/g, '');
  if (notMedicine.test(said) || forTheOutside.test(said)) return null;
  return restrictedClasses.find(restricted => restrictedNames[restricted].some(part => said.includes(part))) ?? null;
}

/** The first restricted thing among what was asked, by its place in the list; null: none. */
export function findRestricted(
  items: readonly { readonly name: string }[],
): { index: number; restricted: RestrictedClass } | null {
  for (const [index, item] of items.entries()) {
    const restricted = restrictedClassOf(item.name);
    if (restricted !== null) return { index, restricted };
  }
  return null;
}

/** The classes that hold in a community: its settings (`restrictedMedicine`), else all of them. */
export function readRestricted(settings: unknown): readonly RestrictedClass[] {
  const own = (settings as { restrictedMedicine?: unknown } | null | undefined)?.restrictedMedicine;
  return Array.isArray(own) ? restrictedClasses.filter(restricted => own.includes(restricted)) : restrictedClasses;
}
