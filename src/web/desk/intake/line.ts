// Reads what a clerk types while listening: "土豆 2 斤, 鸡蛋 1 板" becomes items. Simple on purpose; what it does not know stays in the name.
export interface Line {
  readonly name: string;
  readonly quantity: number | null;
  readonly unit: string | null;
}

// Longer ones first: 公斤 must not be read as 斤.
const units = [
  ...['毫升', '公斤', '千克', '大袋', '小袋', '大瓶', '小瓶', '大包', '小包', 'kg', 'ml', 'KG', 'ML', 'Kg'],
  ...[
    '斤',
    '两',
    '克',
    '升',
    '袋',
    '包',
    '盒',
    '瓶',
    '板',
    '个',
    '只',
    '条',
    '把',
    '棵',
    '颗',
    '根',
    '块',
    '桶',
    '箱',
    '提',
    '罐',
  ],
  ...[
    '支',
    '片',
    '份',
    '捆',
    '件',
    '打',
    '卷',
    '双',
    '套',
    '朵',
    '头',
    '串',
    '碗',
    '听',
    '粒',
    '张',
    '本',
    '枚',
    '节',
    '束',
    '筐',
    '副',
  ],
  ...['床', '台', '顶', 'boxes', 'box', 'bags', 'bag', 'packs', 'pack', 'bottles', 'bottle', 'pcs', 'g', 'G', 'L', 'l'],
];
const unit = `(?:${units.join('|')})`;
const digits = '\\d{1,4}(?:[.．]\\d{1,2})?';
const chinese = '[零一二两三四五六七八九十百半]{1,7}?';
const number = `(${digits}|${chinese})`;

const after = new RegExp(`^(.+?)\\s*[x×*]?\\s*${number}\\s*(${unit})(半)?$`);
const bare = new RegExp(`^(.+?)(?:\\s+|\\s*[x×*]\\s*)(${digits})$`);
const before = new RegExp(`^${number}\\s*(${unit})(半)?\\s*(?:的)?(.+)$`);

const values: Readonly<Record<string, number>> = Object.fromEntries(
  [...'零一二三四五六七八九'].map((sign, value) => [sign, value]),
);

/** 半 → 0.5, 两 → 2, 十二 → 12, 一百二十 → 120; undefined when it is no number. */
export function readNumber(text: string): number | undefined {
  const plain = text.replace('．', '.');
  if (/^\d+(\.\d+)?$/.test(plain)) return Number(plain);
  if (text === '半') return 0.5;
  let total = 0;
  let digit: number | undefined;
  for (const sign of text.replaceAll('两', '二')) {
    const value = values[sign];
    if (value !== undefined) {
      if (digit !== undefined && digit !== 0) return undefined;
      digit = value;
    } else if (sign === '十' || sign === '百') {
      total += (digit ?? 1) * (sign === '十' ? 10 : 100);
      digit = undefined;
    } else return undefined;
  }
  return total + (digit ?? 0);
}

function quantityOf(text: string, half: string | undefined): number | undefined {
  const value = readNumber(text);
  if (value === undefined) return undefined;
  const whole = value + (half ? 0.5 : 0);
  return whole >= 0.01 && whole <= 9999 ? whole : undefined;
}

function readOne(text: string): Line {
  const trailing = after.exec(text);
  if (trailing) {
    const quantity = quantityOf(trailing[2] ?? '', trailing[4]);
    if (quantity !== undefined) return { name: trailing[1] ?? text, quantity, unit: trailing[3] ?? null };
  }
  const leading = before.exec(text);
  if (leading) {
    const quantity = quantityOf(leading[1] ?? '', leading[3]);
    if (quantity !== undefined) return { name: leading[4] ?? text, quantity, unit: leading[2] ?? null };
  }
  const alone = bare.exec(text);
  if (alone) {
    const quantity = quantityOf(alone[2] ?? '', undefined);
    if (quantity !== undefined) return { name: alone[1] ?? text, quantity, unit: null };
  }
  return { name: text, quantity: null, unit: null };
}

/** Full-width digits and spaces are read as usual ones; commas, semicolons, 、 and new lines part the items. */
export function readLine(text: string): Line[] {
  return text
    .normalize('NFKC')
    .split(/[,;、。\n\r\t]+/)
    .map(part => part.trim().replace(/\s+/g, ' '))
    .filter(part => part !== '')
    .map(readOne)
    .map(line => ({
      ...line,
      name: line.name
        .trim()
        .slice(0, 60)
        .replace(/[\ud800-\udbff]$/, '')
        .trim(),
    }));
}

/** The item as people say it: 土豆 2 斤. */
export function writeLine({ name, quantity, unit }: Line): string {
  if (quantity === null) return name;
  return unit === null ? `${name} × ${quantity}` : `${name} ${quantity} ${unit}`;
}
