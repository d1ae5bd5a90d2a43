// Which class of goods a request is, by the names of the things: what is eaten as it is must never meet chemicals, what is cold must not wait.
import type { GoodsClass, Kind } from './kind.ts';
import { thingIn } from './same-thing.ts';

/** First words of the list of things (thing-table.ts): leaves, roots, fruit, eggs, meat, fish, bread and what is made of beans. */
const fresh = new Set(
  `土豆 西红柿 小番茄 黄瓜 大白菜 卷心菜 小白菜 青菜 油麦菜 生菜 菠菜 油菜 空心菜 苋菜 韭菜 芹菜 茼蒿 蒜苗 蒜薹 香菜 小葱 洋葱 大蒜 生姜 辣椒 茄子 豆角
  西葫芦 南瓜 冬瓜 丝瓜 苦瓜 胡萝卜 萝卜 红薯 山药 芋头 莲藕 莴笋 竹笋 花菜 西兰花 玉米 蘑菇 香菇 金针菇 豆芽 豆腐 豆腐皮 凉皮 蔬菜 蔬菜包
  水果 苹果 梨 香蕉 橘子 橙子 柚子 柠檬 葡萄 草莓 西瓜 哈密瓜 桃 猕猴桃 樱桃 芒果 火龙果 菠萝 石榴 柿子
  馒头 饼子 包子 面包 蛋糕 油条 鸡蛋 鸭蛋 鹌鹑蛋 猪肉 排骨 猪蹄 肉 牛肉 牛排 羊肉 羊排 鸡肉 鸭肉 鱼 虾`
    .trim()
    .split(/\s+/),
);
const cold = new Set(['酸奶', '奶酪', '黄油']);
const frozen = new Set(['冰淇淋', '汤圆']);
const saysFrozen = /冷冻|速冻|冰冻|^冻/;
const saysCold = /冷藏|鲜牛奶|鲜奶|低温奶/;
/** Leaves that the list has no word for: 奶白菜, 红菜苔, 娃娃菜心. Pickles keep. */
const saysFresh = /(?<![泡咸酸榨])(?:菜|菜心|菜苔|苗|瓜|菇|菌|果|椒|葱|笋)$/;

/** From what may not wait to what bears anything. */
const delicate = ['frozen', 'cold', 'fresh', 'medicine', 'ordinary'] as const satisfies readonly GoodsClass[];

function classOfThing(name: string): GoodsClass {
  if (saysFrozen.test(name)) return 'frozen';
  if (saysCold.test(name)) return 'cold';
  const thing = thingIn(name);
  if (frozen.has(thing)) return 'frozen';
  if (cold.has(thing)) return 'cold';
  return fresh.has(thing) || saysFresh.test(thing) ? 'fresh' : 'ordinary';
}

/** The more delicate of two: one bag of both is handled as the one that bears less. */
export function moreDelicate(a: GoodsClass, b: GoodsClass): GoodsClass {
  return delicate.indexOf(a) <= delicate.indexOf(b) ? a : b;
}

/** The supply group sees the goods and can say better. */
export function goodsClassOf(kind: Kind, items: readonly { readonly name: string }[]): GoodsClass {
  if (kind === 'medicine') return 'medicine';
  return items.reduce<GoodsClass>((known, item) => moreDelicate(known, classOfThing(item.name)), 'ordinary');
}
