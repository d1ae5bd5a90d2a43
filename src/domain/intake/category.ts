// What a request is about: danger and errands by the words of the text, goods by what they are.
import { categoryOfName } from './goods-table.ts';
import type { Category, GroupContext, Item } from './reading.ts';

const rescue =
  /被困|困在(?!外)|困住|断(?:水|粮)[^,。]{0,3}天|困了(?:个|人|一)|电梯[^,。]{0,6}困|失联|没(?:能)?联系上|联系不(?:上|到)|等待救援|请求(?:支援|救援)|被淹|淹(?:到|了|进)|洪水|塌(?:了|方)|溺水|未得到救助|没人应|没动静|敲门[^,。]{0,6}(?:没|不)|(?<!急救|120)(?<!救护车)电话[^,。]{0,6}(?:没人接|打不通|不通|不接)|不接电话|没接电话|停水停电停网|断水断电|走失|走丢|跳楼|轻生|自杀|不想活|着火|起火|失火|冒烟|煤气(?:泄漏|味|漏)|燃气(?:泄漏|味|漏)|漏气|家暴|持刀/;
const calling = /求救|救命|救援/;
const medicalHelp =
  /透析|化疗|放疗|产检|(?:去|到|送|上)[^,。;]{0,6}(?:医院|急诊)(?!回)|医院(?:在哪|怎么|让|催|通知|预约)|救护车|急救|120|要生了|快生了|临产|破水|羊水|见红|宫缩|阵痛|昏迷|昏倒|晕倒|晕过去|抽搐|胸闷|胸痛|心口|心绞痛|呼吸困难|喘不|上不来气|憋气|中风|脑梗|嘴歪|半边|吐血|咯血|便血|大出血|流血|骨折|摔(?:倒|了|跤|伤|下)|烫伤|误食|误服|看病|就医|就诊|就医|复查|换药|拆线|打针|(?:要|得|去|办)住院|做手术|出门证|叫医生|医生上门|(?:肚子|腹|牙|头|腰|胸|腿|脚)(?:疼|痛)得|自残|割腕|尿不出|胎动|高烧不退|反复发烧|高烧[^,。]{0,4}(?:4[01]|三天)|惊厥|吞了|误服|误食|卡(?:到|在|住)[^,。]{0,4}(?:喉|嗓)|晕倒|晕了|没反应|意识|(?:孕|怀孕)[^。]{0,14}(?:疼|痛)|摔断|哮喘(?:犯|发作)|叫不醒|意识|急诊|出血/;
const testing = /核酸(?!检测报告)|采样|采核酸|做检测|抗原(?:结果|阳性怎么报|上报)|补测|捅嗓子/;
const garbage = /垃圾|收垃圾|倒垃圾|清运|厨余|废品/;
const repair =
  /(?:修|维修|师傅|疏通|检修|抢修)|(?:坏了|断了|漏水|堵了|堵住|跳闸|打不开|不通|返水|溢水|倒灌|反水|不热|不亮|爆了|断网|网断|没网|上不了网|没信号|停电|没电|停水|没水|漏电)/;
const visit =
  /(?:问问|看看|看望|照看|探望|关心|上门看|去看|敲门问|照应|关照|照顾)[^,。;]{0,10}(?:他|她|老|父母|爸|妈|缺|情况|一下|孩子)|(?:父母|老人|爸妈|我妈|我爸|奶奶|爷爷|母亲|父亲)[^。]{0,24}(?:问问|看看|照看|照顾|缺什么|情况|看一下|陪)/;
const pet = /猫粮|猫砂|狗粮|喂猫|喂狗|遛[一下个]{0,2}狗|喂[一下]{0,2}(?:猫|狗)|宠物|猫条|狗狗|猫咪/;
const baby = /奶粉|尿不湿|纸尿裤|拉拉裤|尿布|尿片|奶瓶|辅食|婴儿(?:用品|米粉|湿巾)|奶嘴/;
const pickup =
  /(?:快递|包裹)[^。]{0,16}(?:取|拿|带|捎|送|放|到了|搬|领|没收到|没到)|(?:取|拿|带|捎|送|搬|领)[^。]{0,10}(?:快递|包裹)|取件|驿站|丰巢|(?:门卫|门岗|大门|小区门口|门口|楼下|保安室|物业|架子|货架|快递柜|传达室|岗亭|[东南西北]门)[^,。;]{0,8}(?:拿|取|带|领|捎|搬|有|放)|(?:放|在|送到|到)[^,。;]{0,4}(?:门卫|大门口|小区门口|架子|货架|快递柜|楼下|门口|岗亭|门岗)|取(?:一下|个|下|餐|外卖)|拿(?:一下|个|下)?(?:外卖|快递|课本|书|餐)|(?:课本|教材|作业本|练习册|书)[^,。;]{0,10}(?:拿|取|领|送|带)|取回来|拿回来|带回来|还在学校|代取|代拿|代领|带上来|拿上来|搬上来/;
/** At the gate already, to be carried on. */
const fetch =
  /(?:取|拿|带|领)[^。]{0,8}(?:药|菜|东西|牛奶|蛋糕|礼物|餐|饭|团购)[^。]{0,3}[,，]?(?:在|放在)|(?:门卫|门岗|驿站|架子|货架|保安室?|岗亭|快递柜|传达室|[东南西北]门)[^。]{0,14}(?:拿|取|带|送|捎)/;
const delivery =
  /(?:线上|网上|平台|超市|盒马|美团|叮咚|淘宝|京东|拼多多|外卖)[^。]{0,16}(?:买|下单|订)了?[^。]{0,16}(?:送|配送|带)|(?:帮|麻烦|请)[^,。]{0,10}送一下(?!药|菜)|送一下(?:吧|吗|。|$)|送货上门|配送(?:一下|到)/;
const gas = /(?:煤气|燃气)(?!灶)|液化气/;
const medicine =
  /(?:降压|降糖|退烧|退热|止咳|感冒|消炎|止痛|止疼|过敏|抗生素|处方|慢性?病|高血压|糖尿病|心脏病?|救命)药|药(?:没|快|吃|用|断|品|名|不够|完|只剩|先|不用)|买(?:点|些|盒|瓶)?药|配药|开药|取药|拿药|送药|胰岛素|吃的药|药名|断药|缺药/;
const grocery =
  /菜|米|面|油|盐|吃的|食物|生活物资|物资|买(?:点|些)?东西|断粮|粮|没吃|没得吃|饿|肉|蛋|奶|水果|主食|干粮|网购|团购|冰箱/;
const meal = /(?:盒饭|午餐|晚餐|早餐|套餐|便当|订餐|送餐|配餐|工作餐|午饭|晚饭|爱心餐|老人餐|做不了饭|没饭吃|一份饭)/;
const other =
  /打印|复印|准考证|证明|盖章|浇花|开锁|充电费|交费|缴费|交电费|话费|充值|搬(?:东西|家|下|上)|接孩子|学费|缴|签字|换锁|理发|剪头|停车|挪车|取钱|现金|转账|密码/;

/** Of a row that orders goods: medicine has a lane of its own; else what most of the things are. */
export function categoryOfItems(items: readonly Item[], context: GroupContext): Category | null {
  const counts = new Map<Category, number>();
  for (const { name, qty } of items) {
    if (qty === null && /^(?:手机|冰箱|锅|碗|笔|书|衣服|鞋|水)$/.test(name)) continue;
    let category = categoryOfName(name);
    if (category === 'medicine') return 'medicine';
    if (category === null || category === 'other')
      category = /午餐|晚餐|早餐|套餐|饭|餐/.test(name) && isMealGroup(context) ? 'meal' : 'grocery';
    if (category === 'meal' && !isMealGroup(context) && /菜|肉|果|蛋|奶|套餐/.test(name)) category = 'grocery';
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  let best: Category | null = null;
  for (const [category, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = category;
  return best;
}

function isMealGroup(context: GroupContext): boolean {
  return (
    /餐|饭|食堂|厨房|素食|便当|外卖/.test(context.group ?? '') ||
    (context.defaultItem !== undefined && /餐|饭/.test(context.defaultItem))
  );
}

/** Of a request in running text. */
export function categoryOfText(plain: string, items: readonly Item[], context: GroupContext): Category {
  const text = plain.length > 600 ? plain.slice(0, 600) : plain;
  if (/透析|化疗|产检/.test(text)) return 'medical_help';
  if (rescue.test(text) && !/打不着火|(?:打印|快递|菜|奶粉)[^。]{0,4}(?:被困|联系不上)/.test(text)) return 'rescue';
  const wants = categoryOfItems(items, context);
  if (fetch.test(text)) return 'pickup';
  if (medicalHelp.test(text) && !(wants === 'medicine' && !/透析|化疗|医院|救护车|120|急诊/.test(text))) return 'medical_help';
  if (pet.test(text)) return 'pet';
  if (wants === 'medicine') return 'medicine';
  if (testing.test(text) && wants === null) return 'testing';
  if (garbage.test(text) && !(/垃圾袋/.test(text) && !/收走|堆|臭|没收|没人收/.test(text))) return 'garbage';
  if (gas.test(text) && !/维修|检修/.test(text)) return 'daily';
  if (repair.test(text) && !(wants !== null && !/修|师傅|电工|看看|看下|看一下|处理|漏水|漏了|堵了|堵住|不通|跳闸/.test(text)))
    return 'repair';
  if (visit.test(text)) return 'visit';
  if (delivery.test(text) && !/快递|课本|门卫|在门口|在楼下|架子|货架/.test(text)) return 'delivery';
  if (
    pickup.test(text.replace(/(?:放|送)(?:到|在)?(?:家)?(?:门口|楼下)(?:就行|就好|即可|吧|就可以|可以|,|。|!|$)/g, '')) &&
    !(
      wants !== null &&
      items.some(item => item.qty !== null && !/快递|包裹/.test(item.name)) &&
      !/取|拿|快递|包裹|外卖|已经|买了|到了/.test(text)
    )
  )
    return 'pickup';
  if (baby.test(text) && (wants === null || wants === 'baby' || wants === 'grocery')) return 'baby';
  if (wants !== null && wants !== 'grocery') return wants;
  if (medicine.test(text)) return 'medicine';
  if (other.test(text)) return 'other';
  if (meal.test(text) && wants !== 'grocery') return 'meal';
  if (wants !== null) return wants;
  if (calling.test(text)) return 'rescue';
  if (grocery.test(text)) return 'grocery';
  return 'other';
}

/** To be fetched, carried, mended or done. */
export const errand =
  /快递|包裹|外卖|驿站|货架|课本|取件|[取拿送带搬捎](?:一?下|上[来去楼]|下[来去]|回|个|点)|垃圾|打印|复印|充(?:值|电|费)|[缴交]费|修|师傅|疏通|马桶|下水道|暖气|灯|门锁|网(?:络|断|线)|核酸|采样|遛|喂|证明/;

/** Errands and dangers order no goods, whatever things are named in telling of them. */
export const withoutGoods: ReadonlySet<Category> = new Set([
  'medical_help',
  'rescue',
  'repair',
  'garbage',
  'testing',
  'visit',
  'other',
]);
