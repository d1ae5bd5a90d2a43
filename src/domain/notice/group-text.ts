// What may be said to a whole group: nothing that tells who lives where, what somebody asked for, or how to reach them.

export type Personal = 'telephone' | 'identity' | 'door' | 'door_code' | 'name';

const digitWords = '〇零一二两三四五六七八九十百';
const any = `[0-9${digitWords}]`;
const called = '(?:阿姨|大爷|大妈|大叔|大姐|奶奶|爷爷|叔叔|婆婆|女士|先生|老师|师傅)';
/** After a number: then it is an amount, a time or a year, and no door. */
const counted = '(?![0-9]|[户人份袋箱盒斤件套元位个包辆车次趟桶瓶:点时分年月日])';

/** The first kind of personal thing in a text for a group; null when there is none. Names are compared by the caller. */
export function personalIn(text: string, names: readonly string[] = []): Personal | null {
  const plain = text.normalize('NFKC').replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '');
  const tight = plain.replace(/[\s\-–—_.·()]/g, '');
  if (/[A-Za-z0-9_-]{64}/.test(plain)) return 'door_code';
  if (/[0-9]{17}[0-9Xx]/.test(tight)) return 'identity';
  // Dates and times stand in many notices; seven digits in a row that are none are a number to call.
  const undated = plain.replace(/20[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?/g, ' ').replace(/[0-9]{1,2}:[0-9]{2}/g, ' ');
  if (/[0-9](?:[\s\-–—_.·()]*[0-9]){6,}/.test(undated)) return 'telephone';
  if (/[一二三四五六七八九零〇幺]{7,}/.test(tight)) return 'telephone';
  // 10-2-1002, 10#2-1002, 1002室, 十楼二单元一〇〇二
  if (/[0-9]+[号栋#]?[-#][0-9]+[-#][0-9]{3,4}/.test(undated.replace(/\s/g, ''))) return 'door';
  if (new RegExp(`${any}{3,5}室`).test(tight) || new RegExp(`单元${any}{3,5}`).test(tight)) return 'door';
  // 10号楼302 in a building without units; 302王阿姨 and 王阿姨302
  const undatedTight = undated.replace(/[\s\-–—_.·()]/g, '');
  if (new RegExp(`(?:号楼|[栋幢座#])${any}{3,4}${counted}`).test(undatedTight)) return 'door';
  if (new RegExp(`[0-9]{3,4}[室户]?的?[老小]?\\p{Script=Han}{1,2}${called}`, 'u').test(undatedTight)) return 'door';
  if (new RegExp(`${called}家?[住在]?[0-9]{3,4}${counted}`).test(undatedTight)) return 'door';
  return names.some(name => name.length >= 2 && tight.includes(name)) ? 'name' : null;
}
