// Recognises how people call themselves: family name and given name, 陈女士, 老周, 乐乐妈妈; a good is never taken for a person (白菜, 高钙奶).
import { categoryOfName, goodAt } from './goods-table.ts';
import { doubleSurnames, jobs, surnames, titles } from './word-table.ts';

const title = new RegExp(`(?:${titles.split(' ').join('|')})$`);
const longTitle = new RegExp(
  `(?:${titles
    .split(' ')
    .filter(one => one.length > 1)
    .join('|')})$`,
);
const parent = /^[\u4e00-\u9fff]{1,3}(?:妈妈|爸爸|妈咪|奶奶|爷爷|姥姥|外婆|妈|爸|麻麻|粑粑|家长)$/;
const called = /^(?:老|小|阿|大)[\u4e00-\u9fff]$/;
const chinese = /^[\u4e00-\u9fff]+$/;
/** Words that begin like a name and are none. */
const notNames =
  /^(?:周[一二三四五六日天末]|全是|安排|安全|安心|方便|方式|时间|时候|高血|高烧|高风险|成人|成年|任何|任务|平时|平安|和平|温馨|温度|常用|常住|常温|康复|明天|明早|明日|明白|全部|全家|全麦|全脂|包括|包裹|包装|包邮|包子|安装|单元|单独|单子|经常|经过|路上|路口|路过|万一|万分|封控|封闭|封楼|白天|白色|黄码|黄色|红码|金额|金色|马上|马桶|水管|水果|水电|水表|米饭|花钱|花费|应该|应急|连续|连接|向上|甘肃|宁夏|江苏|东西|南北|东边|西边|东门|西门|南门|北门|房间|房号|房子|房东|车位|车牌|麻烦|麻将|贺卡|游泳|喻为|管理|管道|管用|管控|顾客|关门|关于|关机|关心|严重|严禁|解封|解决|解除|解释|党员|居家|冷冻|冷藏|鲜|尚未|易拉|景区|洪水|司机|师傅|老师|医生|志愿|邻居|楼长|团长|社区|物业|阳性|阴性|阳台|阳了|段|齐全|简单|空的|时令|查收|查一|巩固|敏感|卫生|家里|门口|生活|于是|由于|左右|右边|左边|边上|上海|云南|云端|云朵|鱼|牛|羊|都|还|已|再|也|就|先|后|请|求|急|要|有|没|不|在|到|给|送|买|订|代|和|跟|同|各|共|每|第|原|改|加|减|取|拿|放|快|慢|新|旧|多|少|付清|付款|付了|计划|计算|支付|支持|终于|强烈|向|汤|饭|菜|粥|面|粉|票|钱|元|钱款|许多|许可|祝|谢谢|谢|何时|何况|何处|史上|习惯|范围|方案|曾经|戴口罩|万能|顺路|顺丰|顺便|成都|季节|柳州|纪念|毛重|毛巾|毛毯|林业|梁|文具|文件|牛肉|施工|洗|井|焦急|包下|宗旨|詹|耿|欧元|项目|隔壁|隔离|卡|卡号)/;

/** Ends in a good, or holds nothing but one. */
export function isGoodName(word: string): boolean {
  const whole = goodAt(word, 0);
  if (whole !== null && whole.length >= Math.min(2, word.length) && whole.category !== 'other' && whole.length === word.length)
    return true;
  const category = categoryOfName(word);
  return category !== null && category !== 'other';
}

/** How much a word looks like a person: 1 a name with a title, 0.8 family and given name, 0: no. */
export function nameLikeness(word: string): number {
  if (word.length < 1 || word.length > 8) return 0;
  if (!chinese.test(word)) return 0;
  if (/^(?:妈妈|爸爸|爷爷|奶奶|姥姥|姥爷|外婆|外公|婆婆|公公|爸妈)$/.test(word)) return 0;
  if (/^(?:我|你|他|她|咱|俺|家|您|谁|孩|娃)/.test(word)) return 0;
  if (/(?:孩子?|小孩|老人|宝宝)$/.test(word)) return 0;
  if (/(?:城|园|苑|庭|府|邸|湾|里|居|寓|小区|村|镇|街|路)$/.test(word) && word.length > 2) return 0;
  if (parent.test(word) && !goodAt(word, 0)) return 0.9;
  const isSurname = surnames.has(word[0] as string) || doubleSurnames.test(word);
  if (isSurname && longTitle.test(word) && word.length <= 5) return 1;
  if (called.test(word) && !isGoodName(word)) return surnames.has(word[1] as string) ? 0.95 : 0.6;
  if (notNames.test(word) || isGoodName(word) || (goodAt(word, 0)?.length ?? 0) >= 2) return 0;
  if (isSurname && word.length === 2 && title.test(word)) return 0.9;
  if (doubleSurnames.test(word)) return word.length <= 4 ? 0.9 : 0;
  if (isSurname && (word.length === 2 || word.length === 3)) return 0.8;
  if (isSurname && word.length === 1) return 0.5;
  if (/^(?:老|小|大|阿)[\u4e00-\u9fff]{2}$/.test(word) && (title.test(word) || surnames.has(word[1] as string))) return 0.6;
  return 0;
}

/** "机工石大勇" is 石大勇; "机工长" is what he is. */
export function withoutJob(word: string): string {
  const rest = word.replace(jobs, '');
  return rest !== word && rest.length >= 2 && rest.length <= 3 && surnames.has(rest[0] as string) ? rest : word;
}

export const nameLabel =
  /(?:姓名|名字|联系人|收货人|收件人)[^,。;\d:：]{0,6}[, ]{0,2}(?:应该|应)是|(?:姓名|名字|联系人|收货人|收件人|取货人|我叫|称呼|户主|求助人|求助者|被救助人|需求人|业主|患者|老人姓名|居民)[ ]?(?:是|为|改成|换成|改为)?[ ]?[\]】:：]{0,2}[ ]?/g;

const asides =
  /^[ ,:：(]*(?:(?:业主|住户|居民|户主|租客|机主|家属|联系人)(?=[\u4e00-\u9fff]))?(?:我(?:妈|爸|老公|老婆|婆婆|姐|哥|儿子|女儿|爱人)[ ,:：]{0,2})?/;

/** A name that begins here, with what may follow it: at a mark, a digit, the end, or before 的/家. */
export function nameAt(plain: string, at: number): { from: number; to: number; likeness: number } | null {
  const from = at + (asides.exec(plain.slice(at, at + 12))?.[0].length ?? 0);
  const run = /^[\u4e00-\u9fff]{1,9}/.exec(plain.slice(from, from + 9))?.[0];
  if (run === undefined) return null;
  // The longest that reads like a name; a good name ends where the word ends or a title ends it.
  for (let length = Math.min(5, run.length); length >= 1; length--) {
    const word = run.slice(0, length);
    const likeness = nameLikeness(word);
    if (likeness === 0) continue;
    const rest = run.slice(length);
    const ended =
      rest === '' || /^(?:的|家|要|需要|求助|想|订|报|住|买|代|说|来电|电话|手机|在|今年|独居|一人|麻烦|没|有|\d)/.test(rest);
    if (longTitle.test(word) && likeness >= 0.9) return { from, to: from + length, likeness };
    if (ended && (likeness >= 0.8 || (likeness === 0.6 && rest === '') || (length === 1 && rest === '')))
      return { from, to: from + length, likeness };
  }
  return null;
}

/** A name that ends here ("雷小山159…", "李先生 158…"). */
export function nameBefore(plain: string, end: number): { from: number; to: number; likeness: number } | null {
  let to = end;
  while (to > 0 && /[ ,:：(-]/.test(plain[to - 1] as string) && end - to < 3) to--;
  const run = /[\u4e00-\u9fff]{1,5}$/.exec(plain.slice(Math.max(0, to - 5), to))?.[0] ?? '';
  for (const length of [4, 3, 2]) {
    if (run.length < length) continue;
    const word = run.slice(-length);
    const likeness = nameLikeness(word);
    const before = run.slice(0, -length);
    if (likeness >= 0.9 && longTitle.test(word)) return { from: to - length, to, likeness };
    if (likeness >= 0.8 && (before === '' || /(?:人|是|叫|我|的|妈|爸|婆|公|姐|哥|室)$/.test(before)))
      return { from: to - length, to, likeness };
  }
  return null;
}
