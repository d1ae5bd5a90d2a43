// Makes the part of the chat samples that is put together from pieces: rows of lists with every way to write a door, a quantity and a name. All people are invented.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fixed order of chances, so that the files come out the same every time. */
function dice(seed: number): <T>(of: readonly T[]) => T {
  let state = seed;
  return of => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return of[Math.floor((state / 2 ** 32) * of.length)] as (typeof of)[number];
  };
}

interface Pieces {
  readonly seed: number;
  readonly prefix: string;
  readonly names: readonly string[];
  readonly goods: readonly (readonly [name: string, unit: string, category: string])[];
  readonly sized: readonly (readonly [name: string, size: string, unit: string])[];
  readonly medicines: readonly string[];
  readonly marks: readonly string[];
}

/** What the reader was fitted to. */
const fit: Pieces = {
  seed: 20220311,
  prefix: 'mf',
  names: ['孙悦', '胡建平', '田阿姨', '老白', '谷师傅', '小丁', '尹女士', '彭先生', '糖糖妈', '纪老师', ''],
  goods: [
    ...([
      ['白菜', '棵', 'grocery'],
      ['土豆', '斤', 'grocery'],
      ['西红柿', '斤', 'grocery'],
      ['鸡蛋', '板', 'grocery'],
      ['牛奶', '箱', 'grocery'],
    ] as const),
    ...([
      ['豆腐', '块', 'grocery'],
      ['小葱', '把', 'grocery'],
      ['挂面', '把', 'grocery'],
      ['面粉', '袋', 'grocery'],
      ['食用油', '桶', 'grocery'],
    ] as const),
    ...([
      ['排骨', '斤', 'grocery'],
      ['黄瓜', '根', 'grocery'],
      ['卫生纸', '提', 'daily'],
      ['洗衣液', '瓶', 'daily'],
      ['猫粮', '袋', 'pet'],
    ] as const),
  ],
  sized: [
    ['纯牛奶', '250ml*24盒', '箱'],
    ['大米', '10kg', '袋'],
    ['可乐', '330ml*24罐', '箱'],
    ['酱油', '500ml', '瓶'],
  ],
  medicines: ['硝苯地平缓释片', '二甲双胍片', '阿司匹林肠溶片', '氯雷他定片'],
  marks: ['. ', '、', '） ', '.', '．'],
};

/** Kept aside: other goods, names and marks, never looked at while the reader was made. */
const heldOut: Pieces = {
  seed: 20221109,
  prefix: 'mh',
  names: ['阮小梅', '褚国栋', '苗阿姨', '老祝', '卓师傅', '小鲍', '盛女士', '翁先生', '果果奶奶', '喻老师', ''],
  goods: [
    ...([
      ['油麦菜', '斤', 'grocery'],
      ['莲藕', '节', 'grocery'],
      ['鲫鱼', '条', 'grocery'],
      ['鸭蛋', '枚', 'grocery'],
      ['苏打水', '箱', 'grocery'],
    ] as const),
    ...([
      ['千页豆腐', '盒', 'grocery'],
      ['香菜', '把', 'grocery'],
      ['烧饼', '个', 'grocery'],
      ['糯米', '袋', 'grocery'],
      ['橄榄油', '瓶', 'grocery'],
    ] as const),
    ...([
      ['羊排', '斤', 'grocery'],
      ['丝瓜', '根', 'grocery'],
      ['抽纸', '提', 'daily'],
      ['牙膏', '支', 'daily'],
      ['狗粮', '袋', 'pet'],
    ] as const),
  ],
  sized: [
    ['酸奶', '200g*12盒', '箱'],
    ['东北大米', '5kg', '袋'],
    ['雪碧', '500ml*12瓶', '箱'],
    ['花生油', '5L', '桶'],
  ],
  medicines: ['缬沙坦胶囊', '格列美脲片', '阿托伐他汀钙片', '西替利嗪片'],
  marks: [' ', ', ', '：', ') ', '. '],
};

const digitOf = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const spokenUpTo15 = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二', '十三', '十四', '十五'];

function doors(building: number, unit: number, room: string): string[] {
  const read = [...room].map(digit => digitOf[Number(digit)]).join('');
  const b = spokenUpTo15[building] as string;
  const u = spokenUpTo15[unit] as string;
  return [
    `${building}-${unit}-${room}`,
    `${building}号楼${unit}单元${room}`,
    `${building}号楼${unit}单元${room}室`,
    `${building}栋${unit}单元${room}`,
    `${building}幢${unit}单元${room}室`,
    `${building}#${unit}-${room}`,
    `${building}/${unit}/${room}`,
    `${building}号${unit}门${room}`,
    `${b}号楼${u}单元${read}`,
    `${b}栋${u}单元${read}`,
    `${building}号楼 ${unit}单元 ${room}`,
    `${unit}单元${building}号楼${room}`,
    `和风苑${building}号楼${unit}单元${room}`,
    `${building} - ${unit} - ${room}`,
  ];
}

type Item = { name: string; qty: number | null; unit: string | null; spec: string | null };
const half = [0.5, 1.5];
const spokenCount = ['', '一', '两', '三', '四', '五', '六', '七', '八', '九', '十'];

function makeItem(pick: ReturnType<typeof dice>, pieces: Pieces): { text: string; item: Item; category: string } {
  const form = pick([0, 0, 1, 1, 2, 3, 4, 5, 6, 7]);
  const [name, unit, category] = pick(pieces.goods);
  const count = pick([1, 2, 3, 5, 10]);
  const item = (qty: number, of: string | null = unit, spec: string | null = null): Item => ({ name, qty, unit: of, spec });
  if (form === 1) return { text: `${name}${spokenCount[count]}${unit}`, item: item(count), category };
  if (form === 2) return { text: `${spokenCount[count]}${unit}${name}`, item: item(count), category };
  if (form === 3) return { text: `${name}*${count}${unit}`, item: item(count), category };
  if (form === 4) return { text: `${name} ${count}${unit}`, item: item(count), category };
  if (form === 5) {
    const qty = pick(half);
    return { text: qty === 0.5 ? `半斤${name}` : `${name}一斤半`, item: item(qty, '斤'), category };
  }
  if (form === 6) {
    const [sizedName, size, sizedUnit] = pick(pieces.sized);
    return {
      text: `${sizedName}${size} ${count}${sizedUnit}`,
      item: { name: sizedName, qty: count, unit: sizedUnit, spec: size },
      category: 'grocery',
    };
  }
  if (form === 7) {
    const medicine = pick(pieces.medicines);
    return { text: `${medicine}${count}盒`, item: { name: medicine, qty: count, unit: '盒', spec: null }, category: 'medicine' };
  }
  return { text: `${name}${count}${unit}`, item: item(count), category };
}

function makeRow(pick: ReturnType<typeof dice>, pieces: Pieces, at: number): object {
  const [building, unit] = [pick([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), pick([1, 2, 3])];
  const room = `${pick([1, 2, 3, 5, 6, 8, 9, 10, 11, 12, 15])}0${pick([1, 2, 3, 4])}`;
  const door = pick(doors(building, unit, room));
  const name = pick(pieces.names);
  const phone = pick(['', '', '', `1990000${String(1000 + (at % 9000))}`]);
  const things = Array.from({ length: pick([1, 2, 2, 3]) }, () => makeItem(pick, pieces));
  const separator = pick([' ', '，', '、', '；', '  ']);
  const list = [...new Map(things.map(thing => [thing.item.name, thing])).values()];
  const wanted = list.map(thing => thing.text).join(separator);
  const who = pick([0, 1]) === 0 || name === '' ? `${door} ${name}` : `${name} ${door}`;
  const text = `${at + 1}${pick(pieces.marks)}${[who.trim(), ...(phone === '' ? [] : [phone]), wanted].join(' ')}`;
  const counts = new Map<string, number>();
  for (const { category } of list) counts.set(category, (counts.get(category) ?? 0) + 1);
  const most = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best));
  return {
    id: `${pieces.prefix}-${String(at + 1).padStart(3, '0')}`,
    group_context: { group: '和风苑业主群', compound: '和风苑', scheme: 'building-unit-room', buildings: '1-12' },
    text,
    kind: 'jielong_line',
    expected: {
      ...{
        compound: door.startsWith('和风苑') ? '和风苑' : null,
        zone: null,
        building: String(building),
        unit: String(unit),
        room,
      },
      ...{ name: name === '' ? null : name, phone: phone === '' ? null : phone },
      category: counts.has('medicine') ? 'medicine' : most[0],
      urgency: 'normal',
      items: list.map(thing => thing.item),
      needs_human: false,
    },
  };
}

for (const [pieces, file, count] of [
  [fit, 'made-fit.jsonl', 300],
  [heldOut, 'made-held-out.jsonl', 200],
] as const) {
  const pick = dice(pieces.seed);
  const lines = Array.from({ length: count }, (_, at) => JSON.stringify(makeRow(pick, pieces, at)));
  writeFileSync(join(import.meta.dirname, file), `${lines.join('\n')}\n`);
}
