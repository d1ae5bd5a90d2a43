// What things belong to: medicine, babies, pets, the household, the sickroom; and words for goods beyond the list that finds look-alikes.
import { thingless, thingWords } from '../request/thing-table.ts';
import type { Category } from './reading.ts';

const words = (list: string): string[] => list.trim().split(/\s+/);

const byCategory: readonly (readonly [Category, readonly string[]])[] = [
  [
    'baby',
    words(`尿布 婴儿尿布 奶粉 婴儿奶粉 配方奶粉 婴幼儿奶粉 飞鹤 爱他美 婴儿米粉 宝宝米粉 辅食米粉 米糊 尿不湿 纸尿裤 拉拉裤 纸尿片 尿片 尿布湿 婴儿尿裤 奶瓶 奶嘴 婴儿湿巾 宝宝湿巾
    辅食 婴儿辅食 宝宝面条 宝宝辅食 护臀膏 爽身粉 婴儿车 隔尿垫 吸奶器 安抚奶嘴 磨牙棒 磨牙饼干 羊奶粉 帮宝适 花王尿不湿 好奇 惠氏 美素佳儿 a2奶粉 雅培 合生元 溢奶垫 宝宝霜`),
  ],
  [
    'pet',
    words('猫粮 猫砂 狗粮 狗零食 猫罐头 狗罐头 猫条 宠物粮 狗绳 尿垫 宠物尿垫 鱼食 鸟食 兔粮 豆腐砂 仓鼠粮 龟粮 冻干 猫零食'),
  ],
  [
    'medical_supply',
    words(`口罩 医用口罩 n95 n95口罩 外科口罩 kn95 kn95口罩 酒精 75%酒精 医用酒精 酒精棉片 酒精湿巾 酒精棉 酒精喷雾 消毒液 84消毒液 84消毒 84 消毒水 体温计 温度计 体温枪 额温枪 抗原 抗原试剂
    抗原检测盒 试剂盒 抗原试剂盒 检测试剂 棉签 纱布 创可贴 血压计 血糖仪 血糖试纸 试纸 氧气袋 氧气瓶 制氧机 血氧仪 防护服 面屏 护目镜 一次性手套 医用手套 注射器 胰岛素针头 针头 造口袋 尿袋
    成人尿不湿 成人纸尿裤 成人护理垫 护理垫 轮椅 拐杖 退热贴 退烧贴 暖宝宝 绷带 碘伏 生理盐水 胶布 雾化器 导尿管 消毒湿巾 验孕棒 助听器电池 免洗洗手液 留置针 胃管 鼻饲管`),
  ],
  [
    'daily',
    words(`纸 卫生纸 卷纸 厕纸 手纸 卷筒纸 抽纸 餐巾纸 纸巾 面巾纸 纸抽 湿巾 湿纸巾 卫生巾 姨妈巾 夜用卫生巾 日用卫生巾 洗衣粉 洗衣液 肥皂 香皂 透明皂 洗洁精 洗涤灵 洗碗精 洗发水 洗头膏 洗发露
    沐浴露 沐浴液 牙膏 牙刷 洗手液 毛巾 垃圾袋 塑料袋 保鲜膜 保鲜袋 电池 5号电池 7号电池 五号电池 七号电池 灯泡 节能灯 插座 插线板 插排 打火机 蜡烛 手套 充电器 手机充电器 数据线 充电线 手机壳
    衣服 外套 裤子 鞋 鞋子 床单 被子 被套 锅 炒锅 文具 铅笔 本子 作业本 笔 签字笔 燃气 天然气 煤气 煤气罐 液化气 液化气罐 煤气瓶 电热毯 取暖器 电暖器 小太阳 香烟 烟 洁厕灵 洁厕液 蓝月亮 消毒柜 拖把 扫帚
    抹布 洗碗布 钢丝球 衣架 拖鞋 袜子 内裤 剃须刀 刮胡刀 护手霜 面霜 洗面奶 梳子 雨伞 水壶 热水壶 电饭锅 电饭煲 卫生棉条 棉条 纸杯 一次性纸杯 一次性筷子 筷子 碗 脸盆 水桶 晾衣架 牙线 棉柔巾 洗脸巾
    护垫 安睡裤 花露水 蚊香 杀虫剂 樟脑丸 胶带 剪刀 螺丝刀 水龙头 净水器滤芯 滤芯 打印纸 a4纸 作业纸 口红 染发剂 发圈 皂液 柔顺剂 漂白水 空气清新剂 鞋垫 针线 手电筒 电灯 灯管 心相印 维达 清风 立白 奥妙 舒肤佳 七度空间 苏菲 高洁丝`),
  ],
  [
    'medicine',
    words(`胰岛素笔芯 拉莫三嗪 奥卡西平 卡马西平 托吡酯 氟西汀 阿立哌唑 利培酮 喹硫平 氯氮平 碳酸锂 螺内酯 呋塞米 地高辛 曲美他嗪 单硝酸异山梨酯 利拉鲁肽 司美格鲁肽 吗替麦考酚酯 西罗莫司 羟氯喹 来氟米特 左甲状腺素 甲巯咪唑
    丙硫氧嘧啶 替格瑞洛 氨酚羟考酮 氟替卡松 噻托溴铵 氨茶碱 利尿剂 布洛分 布络芬 莲花清瘟 连花清温 止咳糖浆 止咳糖桨 凝血因子 烫伤膏 三七片 三七粉 口服补液盐 补液盐 药 药品 药片 降压药 降糖药 降脂药 高血压药 血压药 糖尿病药 退烧药 退热药 止咳药 止疼药 止痛药 感冒药 消炎药 胃药 安眠药 心脏病药 救心丸 速效救心丸 硝酸甘油 眼药水 过敏药 抗过敏药 胰岛素 阿司匹林 布洛芬 对乙酰氨基酚
    连花清瘟 连花清瘟胶囊 连花清瘟颗粒 板蓝根 阿莫西林 头孢 头孢克肟 头孢拉定 头孢克洛 奥司他韦 达菲 开瑞坦 氯雷他定 氯雷他定片 炉甘石 炉甘石洗剂 优甲乐 二甲双胍 格华止 拜新同 络活喜 立普妥 波立维 拜阿司匹林 倍他乐克 代文 可定
    诺和灵 诺和锐 来得时 优泌林 优泌乐 拜唐苹 阿卡波糖 达美康 美林 泰诺林 泰诺 芬必得 芬必得胶囊 扑热息痛 蒙脱石散 思密达 藿香正气水 藿香正气 健胃消食片 奥美拉唑 云南白药 红霉素 红霉素软膏 氨氯地平 硝苯地平 厄贝沙坦 缬沙坦 华法林
    孕酮 叶酸 叶酸片 钙片 钙尔奇 维生素 维生素c 维c 维生素b 维生素d 鱼肝油 益生菌 妈咪爱 金嗓子 咽炎片 甘草片 川贝枇杷膏 枇杷膏 急支糖浆 感冒灵 感冒颗粒 999感冒灵 三九感冒灵 小柴胡 小柴胡颗粒 小儿柴桂 蒲地蓝 双黄连 清开灵 银翘片
    开塞露 乳果糖 痔疮膏 皮炎平 达克宁 扶他林 膏药 氟哌酸 黄连素 肠炎宁 吗丁啉 达喜 斯达舒 舒必利 奥氮平 帕罗西汀 舍曲林 思诺思 安定 阿普唑仑 左乙拉西坦 德巴金 丙戊酸钠 美多芭 息宁 安理申 多奈哌齐 沙丁胺醇 万托林 舒利迭 信必可
    布地奈德 顺尔宁 孟鲁司特 西替利嗪 仙特明 甲钴胺 碳酸钙 骨化三醇 环孢素 他克莫司 骁悉 甲氨蝶呤 强的松 泼尼松 来曲唑 他莫昔芬 靶向药 化疗药 抗癌药 易瑞沙 格列卫 促红素 中药 避孕药 紧急避孕药 晕车药 痛风药 非布司他 秋水仙碱 别嘌醇
    甲状腺药 甲减药 精神科药 抑郁药 抗抑郁药 帕金森药 癫痫药 哮喘药 心脏药 肾病药 尿毒清 百令胶囊 护肝片 水飞蓟 恩替卡韦 替诺福韦 抗病毒药 抗病毒口服液 消食片 维生素b12 稳心颗粒 复方丹参滴丸 丹参滴丸 脑心通 通心络 银杏叶片 六味地黄丸
    安宫牛黄丸 滴眼液 人工泪液 玻璃酸钠滴眼液 拉坦前列素 毛果芸香碱 洗剂 药膏 止泻药 泻药 催产素 黄体酮 达芙通 优思明 保胎药 免疫球蛋白 肝素 依诺肝素 利伐沙班 可待因 吗啡 芬太尼 羟考酮 奥施康定 美沙酮 止血药 驱虫药 碘片 速效救心 麝香保心丸`),
  ],
  ['meal', words('午餐 晚餐 早餐 套餐 盒饭 便当 饭 午饭 晚饭 早饭 宵夜 夜宵 爱心餐 工作餐 老人餐 配餐 素餐 儿童餐')],
];

const moreGroceries =
  words(`菜 酱 娃哈哈 爽歪歪 蔬菜 蔬菜包 肉包 水果包 肉菜包 菜包 蛋奶包 粮油包 水果套餐 蔬菜套餐 肉类套餐 肉菜套餐 牛肉套餐 海鲜套餐 套装 礼包 生煎 大肠面 锅贴 烧麦 春卷 手抓饼 葱油饼 饺子皮 馄饨皮 卷饼皮 春卷皮 卤牛腱子 卤肉 卤味 烤鸡
  烤鸭 扒鸡 酱牛肉 牛肉干 凤爪 鸡爪 鸡翅中 鸡翅根 琵琶腿 牛腩 牛腱 肥牛 肥牛卷 羊肉卷 羊蝎子 猪肝 猪肚 猪心 猪腰 大骨 筒骨 龙骨 棒骨 肉丝 肉片 肉丸 鱼丸 虾滑 虾仁 蟹棒 蟹 大闸蟹 花蛤 蛤蜊 扇贝 生蚝 鱿鱼 墨鱼 黄鱼 鳕鱼 三文鱼 龙利鱼 巴沙鱼 黑鱼 带鱼 秋刀鱼
  鱼头 甲鱼 海鲜 海参 鲍鱼 紫菜 裙带菜 魔芋 粉丝 米线 螺蛳粉 酸辣粉 泡面 干脆面 拉面 意面 荞麦面 乌冬面 年糕 糍粑 米粉 河粉 肠粉 粽子 月饼 蛋挞 披萨 汉堡 薯条 薯片 瓜子 坚果 开心果 腰果 巴旦木 松子 板栗 葡萄干 红枣 山楂 话梅 果冻 巧克力 糖果 口香糖 辣条 饼干 苏打饼干
  曲奇 蛋黄派 沙琪玛 面包 吐司 三文治 三文治面包 全麦面包 牛角包 蛋糕 甜品 冰淇淋 雪糕 酸奶 纯牛奶 鲜奶 牛奶 舒化奶 旺仔 旺仔牛奶 奶酪棒 芝士 黄油 淡奶油 椰汁 椰奶 豆奶 豆浆 杏仁露 六个核桃 王老吉 加多宝 凉茶 红牛 可乐 可口可乐 百事可乐 百事 雪碧 芬达 七喜 汽水 盐汽水 苏打水
  矿泉水 怡宝 百岁山 依云 农夫山泉 纯净水 桶装水 大桶水 果汁 橙汁 苹果汁 椰子水 茶 绿茶 红茶 奶茶 咖啡 速溶咖啡 啤酒 青岛啤酒 雪花啤酒 红酒 白酒 黄酒 料酒 二锅头 五粮液 大米 米 五常大米 泰国香米 小米 糯米 杂粮 玉米面 玉米糁 燕麦 麦片 藕粉 芝麻糊 蜂蜜 红糖 白糖 冰糖 老冰糖 盐 酱油
  生抽 老抽 蚝油 醋 陈醋 香油 花椒 八角 桂皮 香叶 胡椒粉 孜然 五香粉 十三香 辣椒粉 芝麻 芝麻酱 花生酱 沙拉酱 果酱 番茄酱 火锅底料 豆豉 豆瓣酱 老干妈 榨菜 酸菜 泡菜 雪菜 梅干菜 萝卜干 咸鸭蛋 皮蛋 鹌鹑蛋 鸭蛋 鸽子蛋 土鸡蛋 豆腐 豆腐脑 老豆腐 嫩豆腐 豆腐干 豆腐皮 豆皮 油豆腐 素鸡 面筋 烤麸
  腐竹 千张 千页豆腐 豆芽 毛豆 豌豆 蚕豆 荷兰豆 秋葵 芦笋 苦菊 茴香 香椿 荠菜 马兰头 红菜苔 菜薹 菜心 芥兰 芥菜 娃娃菜 紫甘蓝 雪里蕻 蒿子杆 木耳菜 地瓜叶 红薯叶 南瓜苗 豌豆尖 百合 荸荠 菱角 山药 芋艿 芋头 莲子 银耳 枸杞 桂圆 党参 黄芪 香菇 平菇 杏鲍菇 金针菇 蟹味菇 猴头菇 茶树菇
  口蘑 海鲜菇 苹果 梨 香蕉 橙子 橘子 柑 耙耙柑 沃柑 砂糖橘 柚子 柠檬 西柚 葡萄 提子 阳光玫瑰 草莓 蓝莓 树莓 桑葚 樱桃 车厘子 李子 杏 桃 桃子 油桃 蟠桃 黄油蟠桃 芒果 菠萝 凤梨 木瓜 火龙果 猕猴桃 石榴 山竹 榴莲 荔枝 龙眼 杨梅 枇杷 甘蔗 椰子 百香果 哈密瓜 西瓜 甜瓜 花美人甜瓜 香瓜 羊角蜜
  红富士 红富士冰糖心 冰糖心 花菜 有机花菜 松花菜 生姜 姜 葱 蒜 大葱 小葱 香葱 蒜苗 洋葱 辣椒 青椒 尖椒 小米椒 小米辣 杭椒 线椒 螺丝椒 彩椒 茄子 黄瓜 水果黄瓜 冬瓜 南瓜 贝贝南瓜 丝瓜 苦瓜 西葫芦 瓠子 佛手瓜 老南瓜 番茄 西红柿 小番茄 圣女果 千禧 玉米 甜玉米 糯玉米 水果玉米
  速冻水饺 水饺 汤圆 馄饨 包子 肉包子 菜包子 馒头 花卷 豆沙包 奶黄包 油条 大饼 烧饼 馕 锅盔 面粉 面条 挂面 鸡蛋面 手擀面 蒸饺 小笼包 灌汤包 粥 八宝粥 罐头 午餐肉 火腿 火腿肠 香肠 腊肠 腊肉 培根 金枪鱼罐头 黄桃罐头 鸡胸肉 鸡腿 鸡肉 鸭腿 鸭脖 鸭血 毛肚 牛百叶 牛肚 羊肉 牛肉 牛排 五花肉
  里脊肉 瘦肉 肥肉 梅花肉 前腿 后腿 猪蹄 猪脚 排骨 小排 肋排 肉末 肉馅 猪油 食用油 菜籽油 花生油 玉米油 葵花籽油 橄榄油 大豆油 调和油 金龙鱼 鲁花 胡麻油 亚麻籽油 饮料 零食 水果 肉 鱼 虾 蛋 奶 油 馍 糖 豆类 干货 调料 调味料 主食 熟食 速冻 冷冻食品 酵母 小苏打 淀粉 面包糠 生活物资 生活用品 物资`);

const pickups = words('快递 包裹 外卖 课本 书本 教材 作业本 练习册 教辅 书 东西 团购 团购的菜 快件 顺丰快递 京东快递');

/** Ends of the names of medicine, as they stand on the box. */
export const medicineEnd =
  /(?:缓释片|控释片|肠溶片|分散片|咀嚼片|泡腾片|滴丸|软胶囊|胶囊|颗粒|冲剂|口服液|口服溶液|混悬液|糖浆|滴眼液|滴鼻液|滴耳液|注射液|喷雾剂|气雾剂|吸入剂|粉雾剂|软膏|乳膏|凝胶|洗剂|栓剂|贴剂|滴剂|地平|沙坦|普利|洛尔|他汀|双胍|列汀|列净|列奈|格列[\u4e00-\u9fff]{1,2}|格雷|拉唑|替丁|洛芬|西林|霉素|沙星|韦|唑仑|西泮|普仑|司琼|替尼|单抗|[酸钠钾钙镁锌铁平定坦松利尼酮胺素林韦汀隆嗪唑啶普芬明宁康灵达欣通舒]片|坦|药)$/;

const categoryOfWord = new Map<string, Category>();
const all: readonly (readonly [Category, readonly string[]])[] = [...byCategory, ['pickup', pickups], ['grocery', moreGroceries]];
for (const [category, names] of all) for (const name of names) if (!categoryOfWord.has(name)) categoryOfWord.set(name, category);
for (const word of thingWords) if (!categoryOfWord.has(word)) categoryOfWord.set(word, 'grocery');
// As one word too, so that the thing inside is not taken for the thing meant; the empty category is no good.
const notGoods =
  words(`身子 煤气灶 燃气灶 灶台 断奶 换洗衣服 漏煤气 报纸 纸箱 纸壳 纸条 纸质 白纸黑字 图纸 剪纸 折纸 纸上 纸面 贴纸 团购群 没油 电热水器 热水器 热水 冷水 停水 水管 水表 水费 水电 水压 自来水 下水道 水龙头坏 冷饭 吃饭 做饭 饭点 做菜 抢菜 买菜 送菜 种菜 取菜 领菜 分菜 发菜 菜价 菜谱 菜品 菜到 菜鸟驿站 蔬菜到 团菜 菜单 加油 面条人 饭店 饭馆 米饭
  药店 药房 药费 配药 取药 买药 送药 拿药 吃药 开药 用药 火药 农药 糖尿病 血糖 尿糖 低血糖 鸡毛掸 鸡血 牛气 牛逼 吹牛 油费 油价 书记 证书 医书 图书 说明书 通知书 烟雾 烟感 笔记 笔录 碗筷 鱼缸 鱼刺 米色 肉疼 肉眼 锅炉 油烟 茶几 床上 蛋疼 糖友 奶奶 马奶奶 牛奶奶 桃李 杏林 梨园 李子园小区 葡萄糖酸 葡萄糖
  苹果手机 苹果电脑 苹果园 橘子洲 药丸子 药膳 水果店 菜市场 菜场 菜店 肉店 鱼市 面馆 茶馆 咖啡馆 咖啡店 早餐店 面谈 面对 面前 对面 里面 外面 上面 下面 前面 后面 方面 见面 当面 全面 地面 路面 门面 表面 页面 画面 场面 桌面 平面 书面 正面 反面 东面 西面 南面 北面 碰面 露面 面积 面试 面部 面瘫 面善 一面 两面
  鞋柜 书包柜 快递柜 快递员 快递费 快递小哥 外卖小哥 外卖员 包裹房 东西南北 各种菜 药物过敏 盐城 油田 醋意 蒜了 算了 姜堰 葱郁 虾皮群 蛋壳 豆瓣网 糖果屋 烟台 茶陵`);
for (const word of [...notGoods, ...thingless]) if (!categoryOfWord.has(word)) categoryOfWord.set(word, 'other');

interface Node {
  readonly next: Map<number, Node>;
  category: Category | null;
}
const trie: Node = { next: new Map(), category: null };
function plant(word: string, category: Category): void {
  let node = trie;
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    let next = node.next.get(code);
    if (next === undefined) {
      next = { next: new Map(), category: null };
      node.next.set(code, next);
    }
    node = next;
  }
  node.category ??= category;
}
for (const [word, category] of categoryOfWord) plant(word, category);

export interface Found {
  readonly length: number;
  readonly category: Category;
}

/** The longest known good that begins at `at`; category `other`: a word that only looks like one. Looks at few signs, however long the text. */
export function goodAt(text: string, at: number): Found | null {
  let node: Node | undefined = trie;
  let found: Found | null = null;
  for (let length = 0; ; length++) {
    node = node.next.get(text.charCodeAt(at + length));
    if (node === undefined) return found;
    if (node.category !== null) found = { length: length + 1, category: node.category };
  }
}

/** The category of a name of several words: of the known word at its end, for Chinese names end in what the thing is. */
export function categoryOfName(name: string): Category | null {
  let category = remembered.get(name);
  if (category === undefined) {
    category = readCategory(name);
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(name, category);
  }
  return category;
}

// A list names the same few dozen things over and over.
const remembered = new Map<string, Category | null>();
const mostRemembered = 4000;

function readCategory(name: string): Category | null {
  const whole = categoryOfWord.get(name);
  if (whole !== undefined) return whole === 'other' ? null : whole;
  if (medicineEnd.test(name) && !/山药$/.test(name)) return 'medicine';
  // 二甲双胍片: a known substance, and how it is made.
  const substance = name.replace(/(?:缓释|控释|肠溶)?(?:片|胶囊|颗粒|丸|散|液|针)$/, '');
  if (substance !== name && (categoryOfWord.get(substance) === 'medicine' || medicineEnd.test(substance))) return 'medicine';
  for (let from = Math.max(0, name.length - 8); from < name.length; from++) {
    const found = categoryOfWord.get(name.slice(from));
    if (found === 'other') return null;
    if (found !== undefined && (name.length - from > 1 || from === 0 || name.length <= 4)) return found;
  }
  return null;
}
