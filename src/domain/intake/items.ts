// Puts names, quantities and remarks together into the things somebody wants: 白菜1棵, 两颗白菜, 葱姜蒜各1份, +1, A1 B2, 一桶5升的农夫山泉.
import { restrictedClassOf } from '../request/restricted.ts';
import { categoryOfName } from './goods-table.ts';
import { goodNames, type NameFound } from './item-name.ts';
import type { Quantity } from './quantity.ts';
import type { GroupContext, Item, Span } from './reading.ts';
import type { Said } from './said.ts';
import { cutTokens, type Token } from './tokens.ts';

export interface ItemsRead {
  readonly items: Item[];
  /** Words that are neither a thing nor a remark on one. */
  readonly unread: Span[];
  /** A quantity without a thing ("+1" where the menu has several dishes). */
  readonly stray: Quantity | null;
}

interface Draft {
  name: NameFound;
  quantity: Quantity | null;
  spec: string[];
  /** Linked to the next by 、, 和 or a blank: 各 reaches back to it. */
  linked: boolean;
}

const afterGoods = /套餐|菜包|礼包|肉包$|水果包|组合|餐$|饭$|便当|份$/;

/** Reads what stands between `from` and `to` of `plain`, where whatever is no goods was masked. */
export function readItems(
  said: Said,
  plain: string,
  from: number,
  to: number,
  how: 'row' | 'free',
  context: GroupContext,
): ItemsRead {
  const tokens = cutTokens(said, plain, from, to, how);
  const gatherer = new Gatherer(said, plain, how, context, tokens);
  return gatherer.gather();
}

class Gatherer {
  readonly #drafts: Draft[] = [];
  readonly #unread: Span[] = [];
  #lead: { quantity: Quantity; spec: string[] } | null = null;
  #stray: Quantity | null = null;
  /** How many drafts were there when the last quantity was given away. */
  #settled = 0;
  #asked = false;
  /** "只剩五片": what is left is not what is wanted. */
  #left = false;
  readonly #said: Said;
  readonly #plain: string;
  readonly #how: 'row' | 'free';
  readonly #context: GroupContext;
  readonly #tokens: readonly Token[];

  constructor(said: Said, plain: string, how: 'row' | 'free', context: GroupContext, tokens: readonly Token[]) {
    this.#said = said;
    this.#plain = plain;
    this.#how = how;
    this.#context = context;
    this.#tokens = tokens;
  }

  gather(): ItemsRead {
    for (let index = 0; index < this.#tokens.length; ) index = this.#take(index);
    this.#endLead();
    const items = this.#drafts
      .filter(draft => draft.name.known || draft.quantity !== null || draft.name.asked)
      .map(draft => this.#finish(draft));
    return { items, unread: this.#unread, stray: this.#stray };
  }

  /** Reads the token at `index`; answers where to go on. */
  #take(index: number): number {
    this.#said.steps++;
    const token = this.#tokens[index] as Token;
    if (this.#left && (token.type === 'qty' || token.type === 'word') && this.#how === 'free') {
      if (token.type === 'word') this.#left = false;
      return index + 1;
    }
    switch (token.type) {
      case 'word':
        this.#takeWord(token.from, token.to);
        return index + 1;
      case 'qty':
        return this.#takeQuantities(index);
      case 'size':
        // 5kg猫粮: the size of what comes; 猫粮5kg装: of what was.
        if (this.#nextIsWord(index + 1) && !this.#pendingEndsAt(token.from)) {
          const spec = this.#text(token.from, token.to);
          if (this.#lead !== null) this.#lead.spec.push(spec);
          else this.#drafts.at(-1)?.spec.push(spec);
        } else this.#drafts.at(-1)?.spec.push(this.#text(token.from, token.to));
        return index + 1;
      case 'note': {
        const inner = this.#text(token.from, token.to).replace(/^[（([【「]|[）)\]】」]$/g, '');
        const last = this.#drafts.at(-1);
        // 降压药(氨氯地平): what it is stands in the brackets.
        if (last !== undefined && /药$/.test(last.name.text) && categoryOfName(inner.toLowerCase()) === 'medicine')
          last.name = { ...last.name, from: token.from + 1, to: token.to - 1, text: inner };
        else if (inner.trim() !== '' && !/^(?:图片|表情|抱拳|玫瑰|强|合十|微笑|语音|链接)/.test(inner)) last?.spec.push(inner);
        return index + 1;
      }
      case 'glue':
        this.#left = /剩|^够$|^最后$/.test(token.said) && this.#tokens[index + 1]?.type === 'qty';
        if (
          this.#how === 'free' &&
          /^(?:都|也)$/.test(token.said) &&
          /^(?:都|也)(?:行|可以|成|好)/.test(this.#plain.slice(token.from, token.from + 3))
        )
          this.#dropAlternatives();
        if (/买|购|要|订|定|带|拿|取|捎|借|匀|来|缺|求|加|送|开|领/.test(token.said)) this.#asked = true;
        else if (!/^(?:点|一点|些|一些|和|及|跟|与|还有|的|个|再|帮)/.test(token.said)) this.#asked = false;
        if (/^(?:和|及|跟|与|还有|以及)$/.test(token.said)) this.#link();
        return index + 1;
      case 'stop':
        this.#left = false;
        if (token.sign === '、') this.#link();
        else if (token.sign !== ',' && token.sign !== '+' && token.sign !== '-') {
          this.#endLead();
          this.#asked = token.sign === ':' && this.#asked;
        }
        return index + 1;
      case 'space':
        this.#link();
        return index + 1;
    }
  }

  #text(from: number, to: number): string {
    return this.#said.raw.slice(from, to);
  }

  /** 阿莫西林、头孢都行: the first is asked for, the others will do. */
  #dropAlternatives(): void {
    const group = this.#drafts.slice(this.#settled);
    const first = group.findIndex((_, at) => group.slice(at, -1).every(draft => draft.linked));
    if (group.length - first > 1) this.#drafts.length = this.#settled + first + 1;
  }

  #link(): void {
    const last = this.#drafts.at(-1);
    if (last !== undefined) last.linked = true;
  }

  #pendingEndsAt(at: number): boolean {
    const last = this.#drafts.at(-1);
    return last !== undefined && last.quantity === null && last.name.to === at;
  }

  #nextIsWord(index: number): boolean {
    let next = this.#tokens[index];
    if (next?.type === 'glue' && next.said === '的') next = this.#tokens[index + 1];
    return next?.type === 'word';
  }

  #takeWord(from: number, to: number): void {
    if (to - from === 1 && this.#takeColour(from, to)) return;
    const names = goodNames(this.#said, this.#plain, from, to, this.#how, this.#context, this.#lead !== null || this.#asked);
    if (names.length === 0) {
      this.#takeRemark(from, to);
      return;
    }
    for (const name of names) {
      const lead = this.#lead;
      const quantity = name.count !== null ? name.count : lead === null ? null : lead.quantity;
      this.#drafts.push({ name, quantity, spec: lead?.spec ?? [], linked: names.length > 1 });
      this.#lead = null;
      if (quantity !== null) this.#settled = this.#drafts.length;
    }
  }

  /** 樱桃 红和黄 各一盒: two of one thing, each of a colour. */
  #takeColour(from: number, to: number): boolean {
    const last = this.#drafts.at(-1);
    if (
      this.#lead !== null ||
      last === undefined ||
      last.quantity !== null ||
      !/^[红黄绿青白黑紫]$/.test(this.#plain.slice(from, to))
    )
      return false;
    const colour = this.#text(from, to);
    if (last.spec.length === 0) last.spec.push(colour);
    else this.#drafts.push({ name: last.name, quantity: null, spec: [colour], linked: true });
    return true;
  }

  #takeRemark(from: number, to: number): void {
    const last = this.#drafts.at(-1);
    // A remark belongs to the row's last thing; words before the first thing are not understood.
    if (this.#how === 'row' && last !== undefined) last.spec.push(this.#text(from, to));
    else this.#unread.push([from, to]);
  }

  /** All quantities and sizes that stand together: 600ml*24瓶 4箱, 一袋 5kg. */
  #takeQuantities(index: number): number {
    const run: { quantity: Quantity | null; from: number; to: number }[] = [];
    let next = index;
    for (let at = index; at < this.#tokens.length; at++) {
      const token = this.#tokens[at] as Token;
      if (
        token.type === 'space' ||
        (token.type === 'glue' && token.said === '的' && run.length > 0 && this.#tokens[at + 1]?.type !== 'word')
      )
        continue;
      if (token.type !== 'qty' && token.type !== 'size') break;
      // Behind a blank, a quantity that stands before a word belongs to the word.
      if (
        run.length > 0 &&
        this.#tokens[at - 1]?.type === 'space' &&
        token.type === 'qty' &&
        !token.quantity.marked &&
        this.#nextIsWord(at + 1)
      )
        break;
      // 白菜3棵+1把小葱: the sign joins two things.
      if (run.length > 0 && token.type === 'qty' && this.#plain[token.from] === '+' && token.quantity.unit !== null) {
        if (this.#nextIsWord(at + 1)) break;
      }
      run.push({ quantity: token.type === 'qty' ? token.quantity : null, from: token.from, to: token.to });
      next = at + 1;
    }
    const { quantity, spec } = this.#choose(run);
    const pending = this.#drafts.slice(this.#settled).filter(draft => draft.quantity === null);
    const last = pending.at(-1);
    // 胰岛素没了，血糖21: a number alone is of the word it touches.
    if (
      this.#how === 'free' &&
      quantity.unit === null &&
      /\d/.test(this.#plain[quantity.from] as string) &&
      !this.#touches(last, quantity.from)
    )
      return next;
    if (this.#lead === null && last !== undefined && !this.#isFrontBound(index, next, last, quantity)) {
      const given = quantity.each ? this.#linkedBack() : [last];
      for (const draft of given) draft.quantity = quantity;
      last.spec.push(...spec);
      this.#settled = this.#drafts.length;
      return next;
    }
    const before = this.#drafts.at(-1);
    const followed = this.#followedByWord(next);
    // 一袋大米10斤: how heavy, said afterwards.
    if (
      !followed &&
      before !== undefined &&
      before.quantity !== null &&
      (quantity.isMeasure || before.quantity.from >= before.name.from)
    ) {
      if (quantity.isMeasure || this.#how === 'free') before.spec.push(this.#text(quantity.from, quantity.to));
      else this.#stray ??= quantity;
      return next;
    }
    this.#endLead();
    if (followed) this.#lead = { quantity, spec };
    else this.#giveBack(quantity);
    return next;
  }

  #touches(draft: Draft | undefined, at: number): boolean {
    return draft !== undefined && this.#plain.slice(draft.name.to, at).trim() === '';
  }

  #followedByWord(index: number): boolean {
    let at = index;
    while (at < this.#tokens.length && at < index + 3) {
      const token = this.#tokens[at] as Token;
      if (token.type === 'word') return true;
      if (
        token.type === 'space' ||
        token.type === 'note' ||
        token.type === 'size' ||
        (token.type === 'glue' && token.said === '的')
      )
        at++;
      else return false;
    }
    return false;
  }

  /** The things 各 speaks of: back to the last that has a quantity, as far as they are linked. */
  #linkedBack(): Draft[] {
    const given: Draft[] = [];
    for (let at = this.#drafts.length - 1; at >= this.#settled; at--) {
      const draft = this.#drafts[at] as Draft;
      if (given.length > 0 && !draft.linked) break;
      if (draft.quantity !== null) break;
      given.push(draft);
    }
    return given;
  }

  /** "白菜 2斤土豆": the quantity belongs to what follows. */
  #isFrontBound(index: number, next: number, last: Draft, quantity: Quantity): boolean {
    if (quantity.marked || quantity.each) return false;
    const first = this.#tokens[index] as Token;
    if (last.name.to === first.from) return false;
    const between = this.#plain.slice(last.name.to, first.from);
    if (!/[ ,、;。\n+]/.test(between) && this.#how === 'row') return false;
    if (!this.#nextIsWord(next)) return false;
    const behind = this.#tokens[next]?.type === 'glue' ? next + 2 : next + 1;
    const after = this.#tokens[behind];
    return !(after?.type === 'qty' && (this.#tokens[behind + 1] === undefined || this.#tokens[behind + 1]?.type !== 'word'));
  }

  #choose(run: readonly { quantity: Quantity | null; from: number; to: number }[]): { quantity: Quantity; spec: string[] } {
    const counted = run.filter(one => one.quantity !== null) as { quantity: Quantity; from: number; to: number }[];
    let chosen = counted.at(-1) as { quantity: Quantity; from: number; to: number };
    if (chosen.quantity.isMeasure) chosen = counted.findLast(one => !one.quantity.isMeasure) ?? chosen;
    const spec = run.filter(one => one !== chosen).map(one => this.#text(one.from, one.to));
    let { quantity } = chosen;
    const before = counted[counted.indexOf(chosen) - 1];
    // 1板x2 is two 板.
    if (
      quantity.unit === null &&
      quantity.marked &&
      before?.quantity.unit != null &&
      !before.quantity.isMeasure &&
      before.quantity.qty === 1
    )
      quantity = { ...quantity, unit: before.quantity.unit };
    if (quantity.sizeTo !== null) spec.push(this.#text(quantity.from, quantity.sizeTo));
    return { quantity, spec };
  }

  /** A quantity alone: of the last thing that has none ("还有菜包的话我来一份"). */
  #giveBack(quantity: Quantity): void {
    const open = this.#drafts.findLast(draft => draft.quantity === null && (draft.name.known || draft.name.asked));
    if (open !== undefined && !quantity.each) open.quantity = quantity;
    else this.#stray ??= quantity;
  }

  #endLead(): void {
    if (this.#lead === null) return;
    const { quantity } = this.#lead;
    this.#lead = null;
    this.#giveBack(quantity);
  }

  #isOfMenu(name: string): boolean {
    return name.length > 2 && (this.#context.menu ?? []).some(one => one.includes(name));
  }

  #finish({ name, quantity, spec }: Draft): Item {
    const unit =
      quantity === null
        ? null
        : (quantity.unit ??
          (quantity.qty !== null && (name.fromMenu || afterGoods.test(name.text) || this.#isOfMenu(name.text)) ? '份' : null));
    const text = spec
      .map(one => one.trim())
      .filter(one => one !== '')
      .join(' ');
    let sure = name.sure;
    if (quantity === null) sure = Math.min(sure, this.#how === 'row' ? 0.6 : 0.85);
    else if (quantity.qty === null) sure = Math.min(sure, 0.7);
    else if (quantity.qty > 100 || quantity.qty === 0) sure = Math.min(sure, 0.5);
    // A chain whose last number is a box of many pieces may be the size of one box.
    if (quantity?.sizeTo != null && (quantity.qty ?? 0) > 9) sure = Math.min(sure, 0.6);
    const from = quantity === null ? name.from : Math.min(name.from, quantity.from);
    const to = quantity === null ? name.to : Math.max(name.to, quantity.to);
    return {
      name: name.text,
      qty: quantity?.qty ?? null,
      unit: name.count !== null && quantity?.unit == null ? '份' : unit,
      spec: text === '' ? null : text,
      restricted: restrictedClassOf(name.text),
      span: quantity !== null && to - from > 60 ? [name.from, name.to] : [from, to],
      sure,
    };
  }
}
