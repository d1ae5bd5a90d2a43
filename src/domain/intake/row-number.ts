// Finds the number at the head of a row of a list: "2. ", "4） ", "35、", "①", "8 601 …", "6.5栋1101".

export interface RowNumber {
  readonly number: string;
  readonly to: number;
}

const marked =
  /^[ ]{0,8}(?:[(【[#]?[ ]?(?:no\.?|第|序号)?[ ]?)(\d{1,3})(?:[ ]?[.、):：】\]．。]|,(?=[ ]?\S)|号[ ]?[:：、.])[ ]{0,4}/;
const unmarked = /^[ ]{0,4}(\d{1,3})[ ]{1,3}(?=\d{3,4}[ ,一-龥-]|\d{1,2}(?:[-#/号栋幢]|单元)|[ ]?[一-龥])/;
const circled = /^[ ]{0,4}([①-⑳])[ ]{0,3}/;
const keycap = /^[ ]{0,4}((?:\d\ufe0f?\u20e3){1,3}|🔟)[ .、]{0,3}/u;

/** `isRoomFirst`: in a group of one building "401, …" begins with the door. Null where the text begins with something else, such as a date, a price or a quantity. */
export function findRowNumber(plain: string, isRoomFirst = false): RowNumber | null {
  const key = keycap.exec(plain);
  if (key !== null) {
    const number = (key[1] as string).replace(/[^\d]/g, '');
    return { number: number === '' ? '10' : number, to: key[0].length };
  }
  const circle = circled.exec(plain);
  if (circle !== null) return { number: String((circle[1] as string).charCodeAt(0) - 0x245f), to: circle[0].length };
  const found = marked.exec(plain);
  if (found !== null) {
    const rest = plain.slice(found[0].length, found[0].length + 18);
    const dotted = /\d[.．]$/.test(found[0]);
    // 2.5元, 3.12 and 6.9号 are prices and days; 18:00 is a time.
    const isDoor = /^\d{1,2}[ ]?[-/#][ ]?\d{1,2}[ ]?[-/#][ ]?\d{3,4}|^\d{1,2}[-#]\d{3,4}(?!\d)/.test(rest);
    const isOther =
      (dotted &&
        !isDoor &&
        /^\d{1,2}(?:[元斤块折%]|[日号月](?!楼|院|\d)|\d?$|[ ]|-\d|kg)/.test(rest) &&
        !/^\d{3,4}/.test(rest)) ||
      (isRoomFirst && /^[ ]*\d{3}[ ]?,/.test(found[0])) ||
      (/\d[:：][ ]*$/.test(found[0]) && !isDoor && Number(found[1]) < 25 && /^\d\d(?!\d|号楼|栋|幢|单元|室|[#/-])/.test(rest));
    if (!isOther) return { number: found[1] as string, to: found[0].length };
  }
  const bare = unmarked.exec(plain);
  if (
    bare !== null &&
    !(isRoomFirst && (bare[1] as string).length === 3 && !/^[ ]*\d{3}[ ]+\d/.test(plain)) &&
    !/^[ ]{0,4}\d{1,3}[ ]+(?:号|栋|幢|单元|楼|斤|个|份|元|块|天|人|岁|度|点|盒|瓶|袋|包|箱|提|板|日|月|年)/.test(plain)
  )
    return { number: bare[1] as string, to: bare[0].length };
  return null;
}
