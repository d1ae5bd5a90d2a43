// A text made ready for reading: signs that mean the same made one, each at the place where it stood, so that spans stay true.

export interface Said {
  /** As it was given. */
  readonly raw: string;
  /** As long as `raw`, sign for sign. */
  readonly plain: string;
  /** Work done, in signs and words looked at; the tests hold it to the length of the text. */
  steps: number;
}

const sameSign = new Map<string, string>();
const pairs =
  '\u3000 |\u00a0 |\t |\u200b |\u2060 |\ufeff |\u200d |‐-|‑-|‒-|–-|—-|―-|−-|﹣-|×x|✕x|✖x|╳x|∗*|·.|•.|﹟#|○〇|壹一|贰二|叁三|肆四|伍五|陆六|柒七|捌八|玖九|拾十|' +
  '楝栋|単单|單单|號号|樓楼|棟栋|個个|買买|雞鸡|魚鱼|麵面|條条|瓶瓶|顆颗|隻只|兩两|藥药|謝谢|請请|幫帮|們们|嗎吗|還还|沒没|這这|麼么|點点|給给|問问|電电|話话|間间|門门|單单|開开|嬰婴|兒儿|紙纸|鹽盐|醬酱|豬猪|蔥葱|薑姜|薯薯|蘋苹|蘿萝|蔔卜|飯饭|購购|團团|戶户|網网|壞坏|斷断|緊紧|剛刚|錯错|換换|數数|貨货|園园';
for (const pair of pairs.split('|')) {
  const signs = [...pair];
  if (signs.length === 2) sameSign.set(signs[0] as string, signs[1] as string);
}

export function hear(raw: string): Said {
  let plain = '';
  let from = 0;
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    let sign: string | undefined;
    if (code < 0x80) {
      if (code >= 0x41 && code <= 0x5a) sign = String.fromCharCode(code + 32);
      else if (code === 9) sign = ' ';
      else if (code === 13) sign = '\n';
    } else if (code >= 0xff01 && code <= 0xff5e) {
      const half = code - 0xfee0;
      sign = String.fromCharCode(half >= 0x41 && half <= 0x5a ? half + 32 : half);
    } else sign = sameSign.get(raw[at] as string);
    if (sign === undefined) continue;
    plain += raw.slice(from, at) + sign;
    from = at + 1;
  }
  return { raw, plain: plain + raw.slice(from), steps: raw.length };
}

/** The text with spans taken out, as long as before: nothing reaches across what was read already. */
export function mask(plain: string, spans: readonly (readonly [number, number])[], sign = '\n'): string {
  let masked = '';
  let at = 0;
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    if (from < at) continue;
    masked += plain.slice(at, from) + sign.repeat(to - from);
    at = to;
  }
  return masked + plain.slice(at);
}
