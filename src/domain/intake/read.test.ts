// What people write, and what is read out of it: doors, quantities, names, telephones, changes, danger; and when a row may be green.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readText } from './read.ts';
import type { GroupContext } from './reading.ts';
import { makeRegistry } from './registry.ts';

const group: GroupContext = { group: '和风苑业主群', compound: '和风苑', scheme: 'building-unit-room', buildings: '1-12' };
const oneBuilding: GroupContext = { ...group, building: '6' };
const oneUnit: GroupContext = { ...group, building: '4', unit: '1' };
const noUnits: GroupContext = { group: '松涛里团购群', scheme: 'building-room' };
const registry = makeRegistry(
  ['1单元', '2单元'].flatMap(unit =>
    ['101', '301', '1002'].map(door => ({ id: `10/${unit}/${door}`, compound: '和风苑小区', building: '10号楼', unit, door })),
  ),
);

const door = (text: string, context = group): string => {
  const { building, unit, room } = readText(text, context);
  return [building, unit, room].map(part => part ?? '').join('/');
};
const things = (text: string, context = group): string[] =>
  readText(text, context).items.map(({ name, qty, unit }) => `${name}|${qty ?? ''}|${unit ?? ''}`);

describe('doors as people write them', () => {
  const ways: [text: string, expected: string, context?: GroupContext][] = [
    ['1. 10-2-301 白菜1棵', '10/2/301'],
    ['1. 10号楼2单元301室 白菜1棵', '10/2/301'],
    ['1. 10#2-301 白菜1棵', '10/2/301'],
    ['1. 十号楼二单元三零一 白菜1棵', '10/2/301'],
    ['1. 十二栋一单元六〇二 白菜1棵', '12/1/602'],
    ['1. 2单元10号楼301 白菜1棵', '10/2/301'],
    ['1. 10/2/301 白菜1棵', '10/2/301'],
    ['1. １０－２－３０１ 白菜1棵', '10/2/301'],
    ['1. 7号3门402 白菜1棵', '7/3/402'],
    ['1. 9号楼 3单元 八楼 803 白菜1棵', '9/3/803'],
    ['1. 2单元301 白菜1棵', '6/2/301', oneBuilding],
    ['1. 301 白菜1棵', '4/1/301', oneUnit],
    ['8 601 白菜1棵', '4/1/601', oneUnit],
    ['7.502 白菜1棵', '4/1/502', oneUnit],
    ['9.7栋1402 白菜1棵', '7//1402', noUnits],
    ['2. 10-301 白菜1棵', '10//301', noUnits],
    ['3. 22弄9号602 白菜1棵', '9//602', noUnits],
    ['84.8 - 2 - 104 白菜1棵', '8/2/104'],
  ];
  for (const [text, expected, context] of ways) it(text, () => assert.equal(door(text, context), expected));

  it('a zone and a compound before the building are read apart', () => {
    const reading = readText('4. 彩云城C区9号楼1单元602 面粉2袋', { ...group, compound: '彩云城' });
    assert.deepEqual(
      [reading.compound, reading.zone, reading.building, reading.unit, reading.room],
      ['彩云城', 'C区', '9', '1', '602'],
    );
  });

  it('a code to fetch a parcel, a price, a day and a number of people are no doors', () => {
    assert.equal(door('快递到驿站了，取件码 8-2-3301，麻烦带给10-1-503'), '10/1/503');
    for (const text of ['帮买2-3斤土豆', '3月12日开始没菜了，帮买点菜', '帮买白菜，200元以内', '家里4口人没菜了，帮忙买点'])
      assert.equal(door(text), '//');
  });

  it('a floor is no room', () => assert.equal(door('我在12号楼1单元五楼，麻烦拿个包裹'), '12/1/'));
});

describe('how many doors an address may mean', () => {
  it('one: the row may be green, and says which door', () => {
    const reading = readText('1. 10-2-301 白菜1棵', group, registry);
    assert.equal(reading.colour, 'green');
    assert.equal(reading.doorId, '10/2单元/301');
  });
  it('none: a question', () => {
    const reading = readText('1. 10-3-301 白菜1棵', group, registry);
    assert.deepEqual([reading.colour, reading.doorId, reading.needsHuman], ['red', null, true]);
    assert.ok(reading.doubts.includes('no_such_door'));
  });
  it('several: a question', () => {
    const reading = readText('1. 10号楼301 白菜1棵', group, registry);
    assert.ok(reading.doubts.includes('several_doors'));
    assert.equal(reading.doorId, null);
  });
  it('two doors in one message are a question, not a guess', () => {
    const reading = readText('帮10-2-502带一份蔬菜包，我是10-2-501', group);
    assert.ok(reading.doubts.includes('several_addresses'));
    assert.notEqual(reading.colour, 'green');
  });
  it('a building outside the group, and a floor that contradicts the door, are questions', () => {
    assert.ok(readText('1. 20-1-301 白菜1棵', group).doubts.includes('no_such_door'));
    assert.ok(readText('1. 10号楼2单元三楼602 白菜1棵', group).doubts.includes('floor_differs'));
  });
  it('without a register and without a group an address is never green', () => {
    assert.notEqual(readText('1. 10-2-301 白菜1棵', { group: null }).colour, 'green');
    assert.notEqual(readText('1. 10-2-301 白菜1棵').colour, 'green');
  });
  it('a door of the register of another compound does not count', () => {
    const elsewhere = readText('1. 紫藤苑10-2-301 白菜1棵', group, registry);
    assert.notEqual(elsewhere.colour, 'green');
  });
  it('where nothing is said, the home of the sender is the door', () => {
    const home = { building: '10', unit: '2', room: '301' };
    assert.equal(readText('帮忙买两斤土豆', { ...group, home }, registry).doorId, '10/2单元/301');
    assert.ok(readText('帮忙买两斤土豆', group, registry).doubts.includes('address_missing'));
  });
});

describe('quantities as people write them', () => {
  const ways: [text: string, expected: string[], context?: GroupContext][] = [
    ['1. 5-2-301 白菜2棵 土豆5斤', ['白菜|2|棵', '土豆|5|斤']],
    ['1. 5-2-301 两颗白菜 一把小葱', ['白菜|2|颗', '小葱|1|把']],
    ['1. 5-2-301 半斤银耳，二两八角', ['银耳|0.5|斤', '八角|2|两']],
    ['1. 5-2-301 猪肉馅一斤半', ['猪肉馅|1.5|斤']],
    ['1. 5-2-301 苏打水350ml*12瓶3箱', ['苏打水|3|箱']],
    ['1. 5-2-301 虾仁500g*2', ['虾仁|2|']],
    ['1. 5-2-301 葱姜蒜各2两', ['葱|2|两', '姜|2|两', '蒜|2|两']],
    ['1. 5-2-301 茄子、冬瓜、洋葱各3斤', ['茄子|3|斤', '冬瓜|3|斤', '洋葱|3|斤']],
    ['1. 5-2-301 鸡蛋x2 牛奶×1', ['鸡蛋|2|', '牛奶|1|']],
    ['1. 5-2-301 狗粮一袋8kg', ['狗粮|1|袋']],
    ['1. 5-2-301 奶粉2段3罐', ['奶粉|3|罐']],
    ['1. 5-2-301 +1', ['30元水果包|1|份'], { ...group, menu: ['30元水果包'] }],
    ['1. 5-2-301 A1 B2', ['A 菜包|1|份', 'B 肉包|2|份'], { ...group, menu: ['A 菜包', 'B 肉包'] }],
    ['2. 5-2-302同上', ['30元水果包|2|份'], { ...group, menu: ['30元水果包'], prev: ['1. 5-2-301 30元水果包2份'] }],
    ['麻烦带3斤排骨，一袋10斤的大米', ['排骨|3|斤', '大米|1|袋']],
    ['想买点白菜土豆，5-2-301', ['白菜||', '土豆||']],
    ['谁家有蒙脱石散，匀我几包就行', ['蒙脱石散||包']],
  ];
  for (const [text, expected, context] of ways) it(text, () => assert.deepEqual(things(text, context), expected));

  it('五花肉, 三文鱼 and 六个核桃 are names, not numbers', () => {
    assert.deepEqual(things('1. 5-2-301 五花肉3斤 三文鱼1份 六个核桃1箱'), ['五花肉|3|斤', '三文鱼|1|份', '六个核桃|1|箱']);
  });
  it('what is left at home is not what is wanted', () => {
    assert.deepEqual(things('土豆只剩两个了，帮买点鸡蛋 5-2-301').includes('土豆|2|个'), false);
  });
  it('medicine keeps the name that was written, and restricted classes are marked', () => {
    const [item] = readText('麻烦代购连花清瘟胶囊2盒，5-2-301', group).items;
    assert.deepEqual([item?.name, item?.qty, item?.restricted], ['连花清瘟胶囊', 2, 'antiviral']);
    assert.equal(readText('麻烦代购连花清瘟胶囊2盒，5-2-301', group).colour === 'green', false);
  });
});

describe('whose row it is', () => {
  const ways: [text: string, name: string | null, context?: GroupContext][] = [
    ['1. 8-1-702 贺 面条2把', '贺'],
    ['1. 4-1-302严伟 酸奶1板 13012340001', '严伟'],
    ['1. 谷师傅 3号楼2单元505 面粉1袋', '谷师傅'],
    ['1. 8-1-702 白菜3颗 黄瓜2根', null],
    ['1. 8-1-702 高钙奶 2箱', null],
    ['2. Jenny-W 两份晚餐', 'Jenny-W', { group: '订餐群', scheme: 'none', menu: ['午餐', '晚餐'] }],
    ['3. 机工石大勇 核桃2斤', '石大勇', { group: '报货群', scheme: 'none' }],
    ['8. 卢一鸣-F区 3份', '卢一鸣', { group: '午餐群', scheme: 'zone-building', menu: ['套餐'], defaultItem: '套餐' }],
    ['姓名：倪红 地址：5-2-303 电话：15133334444 需要：缬沙坦两盒', '倪红'],
  ];
  for (const [text, name, context = group] of ways) it(text, () => assert.equal(readText(text, context).name, name));
});

describe('telephones', () => {
  const ways: [text: string, digits: string | null][] = [
    ['需要一袋米 5-2-301 15922223333', '15922223333'],
    ['需要一袋米 5-2-301 +86 159-2222-3333', '15922223333'],
    ['需要一袋米 5-2-301 电话186 0000 2222', '18600002222'],
    ['需要一袋米 5-2-301 0931-5550100', '09315550100'],
    ['需要一袋米 5-2-301 159xxxx3333', null],
  ];
  for (const [text, digits] of ways) it(text, () => assert.equal(readText(text, group).phone, digits));
});

describe('changes and cancellations', () => {
  const sameSender: GroupContext = { ...group, prev: ['(same sender) 5-2-301 白菜2棵 土豆5斤 鸡蛋1板 牛奶1箱'] };
  const ways: [text: string, op: string | null, refLine: string | null, things: string[]][] = [
    ['土豆改成3斤，白菜不变', 'set_qty', null, ['土豆|3|斤']],
    ['牛奶改半箱', 'set_qty', null, ['牛奶|0.5|箱']],
    ['再加两斤鸡蛋', 'add_item', null, ['鸡蛋|2|斤']],
    ['9号接龙的鲈鱼换成草鱼，还是两条', 'replace_item', '9', ['草鱼|2|条']],
    ['第4行豆腐要三块，改一下', 'set_qty', '4', ['豆腐|3|块']],
    ['楼号打错了，是7号楼不是2号楼', 'set_addr', null, []],
    ['电话留错了，是13911110000', 'set_phone', null, []],
    ['联系人换成我女儿，周婷 13655556666', 'set_contact', null, []],
    ['鸡蛋不用了，别的都要', 'cancel_item', null, ['鸡蛋||']],
    ['第21行取消', 'cancel', '21', []],
    ['发重了，去掉一份', 'cancel_dup', null, []],
    ['今天白菜真新鲜', null, null, []],
  ];
  for (const [text, op, refLine, expected] of ways)
    it(text, () => {
      const reading = readText(text, sameSender);
      assert.deepEqual(
        [reading.op, reading.refLine, reading.items.map(({ name, qty, unit }) => `${name}|${qty ?? ''}|${unit ?? ''}`)],
        [op, refLine, expected],
      );
    });
  it('of "是7号楼不是2号楼" the first holds', () => assert.equal(readText('写错了，是7号楼不是2号楼', sameSender).building, '7'));
  it('不要香菜 is a wish, not a cancellation', () =>
    assert.equal(readText('1. 3-1-505 两份菜包，不要香菜', group).kind, 'jielong_line'));
  it('燃气泄漏了 is no forgotten line', () =>
    assert.equal(readText('求助！家里燃气泄漏了，8-2-1104', group).urgency, 'critical'));
});

describe('danger to life', () => {
  const cries = [
    '我爸胸口疼喘不上气，8-1-1002',
    '孕38周破水了，5-1-703',
    '奶奶每周三要透析，出不了小区，15-2-302',
    '胰岛素只剩一天的量了 2-2-903',
    '奶奶打了一上午电话没人接，5-3-101，谁去敲个门',
    '孩子烧到40度抽了，求助',
    '老人摔倒起不来了 3-1-201',
    '隔壁敲门没人应，两天没动静 8-3-501',
    '家里着火了10-1-301快来人',
    '抑郁症断药三天了，不想活了 6-2-1102',
  ];
  for (const cry of cries)
    it(cry, () => {
      const reading = readText(cry, group);
      assert.deepEqual([reading.kind, reading.urgency, reading.colour], ['free_request', 'critical', 'red']);
    });
  it('a door 1203 and a row 120 call no ambulance', () => {
    assert.equal(readText('1203想要两袋盐', oneUnit).urgency, 'normal');
    assert.equal(readText('120. 老白 12号楼1单元1101室 土豆5斤', group).urgency, 'normal');
  });
});

describe('talk and notices are no requests', () => {
  for (const text of [
    '志愿者们辛苦了',
    '[图片]',
    '我是6-2-1001，菜到哪了',
    '家里多了两板鸡蛋，谁要来8-2-301拿',
    '+666',
    '501的牛奶收到了，很新鲜',
  ])
    it(text, () => assert.equal(readText(text, group).kind, 'chatter'));
  for (const text of [
    '@所有人 明早8点开始核酸，按楼栋下楼',
    '接龙格式：房号+姓名+份数',
    '例：3-1-201 王 1份',
    '今日菜价：黄瓜4元/斤 豆腐3元/块',
  ])
    it(text, () => assert.equal(readText(text, group).kind, 'announcement'));
});
