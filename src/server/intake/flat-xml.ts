// Reads the flat XML of WeChat callbacks: one <xml> with fields in it. No DOCTYPE, no entities, no comments, no second look.

export const mostXmlLength = 64 * 1024;
const mostDepth = 6;

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function plainOf(text: string): string | null {
  let isRight = true;
  const plain = text.replace(/&([^;&]{0,10});?/g, (whole, name: string) => {
    const known = Object.hasOwn(entities, name) ? entities[name] : undefined;
    if (known === undefined || !whole.endsWith(';')) isRight = false;
    return known ?? '';
  });
  return isRight ? plain : null;
}

const token = /<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([A-Za-z][A-Za-z0-9_]{0,63})\s*(\/?)>|([^<]+)/y;

/** The fields right under <xml>; null for whatever is not of this form. Groups of fields are passed over. Linear in the length. */
export function readFlatXml(text: string): ReadonlyMap<string, string> | null {
  if (text.length > mostXmlLength || text.includes('\u0000')) return null;
  const source = text.replace(/^\ufeff?\s*(<\?xml [^<>?]*\?>)?/, '').trim();
  const fields = new Map<string, string>();
  const open: string[] = [];
  let words = '';
  let isGroup = false;
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const found = token.exec(source);
    if (found === null) return null;
    const [, quoted, isEnd, name, isEmpty, plain] = found;
    if (open.length === 0 && (name !== 'xml' || isEnd !== '' || isEmpty !== '' || found.index > 0)) return null;
    if (quoted !== undefined) words += quoted;
    else if (plain !== undefined) {
      const said = plainOf(plain);
      if (said === null) return null;
      words += said;
    } else if (isEnd === '/') {
      if (isEmpty !== '' || open.pop() !== name) return null;
      if (open.length === 0 && words.trim() !== '') return null;
      if (open.length === 1) {
        if (!isGroup) {
          if (fields.has(name as string)) return null;
          fields.set(name as string, words);
        }
        isGroup = false;
      } else if (open.length > 1) isGroup = true;
      words = '';
    } else if (isEmpty === '/') {
      if (open.length > 1) isGroup = true;
      else fields.set(name as string, '');
    } else {
      // Between fields stands nothing but room.
      if (open.length === 1 && words.trim() !== '') return null;
      open.push(name as string);
      if (open.length > mostDepth) return null;
      if (open.length > 2) isGroup = true;
      words = '';
    }
  }
  return open.length === 0 && fields.size > 0 ? fields : null;
}
