// Hears danger to life in a text, and whether it is one now: not when it is over, told of others, joked about or asked about beforehand.
import { called, danger, distress, figures, headline, takenBack, toldOf, turns } from './critical-table.ts';
import { Ear } from './ear.ts';

// Somebody in need may tell a long story first.
const mostSigns = 2000;

/** `cry`: somebody has to act now. `told`: of others, of before, of what may come; it counts only in what is a request anyhow. `over`: nobody has to act. */
export type Danger = 'cry' | 'told' | 'over' | null;

/** The text without what is said of no danger (笑死, 快递失联), as long as before. */
export function withoutFigures(plain: string): string {
  return plain.replace(figures, said => ' '.repeat(said.length));
}

/** What is known of the text besides its words. */
export interface Beside {
  /** A door or a telephone is named. */
  readonly hasDoor: boolean;
  /** A building or staircase at least. */
  readonly hasPlace: boolean;
  /** Nothing is asked for but help. */
  readonly wantsNothing: boolean;
}

/** `text` without figures of speech. */
export function hearDanger(text: string, beside: Beside): Danger {
  const { isNamed, sorts } = listen(text.length > mostSigns ? text.slice(0, mostSigns) : text);
  if (!isNamed && !(beside.wantsNothing && sorts >= (beside.hasPlace ? 3 : 4))) return null;
  // A headline is of somebody else, whoever cries in it.
  if (!beside.hasDoor && headline.test(text)) return 'told';
  let [told, over, heard, isCry] = [false, false, false, false];
  for (const thought of thoughts(text)) {
    const isOver = isTakenBack(thought);
    const isTold = !beside.hasDoor && toldOf.test(thought) && !called.test(thought);
    over ||= isOver;
    told ||= isTold;
    if (isNamed && !listen(thought).isNamed) {
      // "孩子高烧，今天已经退了": what comes last holds.
      if (isOver) isCry = false;
      continue;
    }
    heard = true;
    isCry ||= !isOver && !isTold;
  }
  if (!isNamed) isCry &&= !over && !told;
  // Words that are dangerous only together ("老人 … 没吃的") may stand in two thoughts.
  if (!isCry && (heard || told || over)) return told ? 'told' : 'over';
  // Who names nobody, no place and calls nobody speaks of something else (天天吃面吃到吐血).
  return beside.hasPlace || sorts >= 1 ? 'cry' : 'told';
}

/** 产妇刚出院三天，大出血: what is over stands before, and the danger after it is new. */
function isTakenBack(thought: string): boolean {
  const back = takenBack.exec(thought);
  if (back === null) return false;
  return !/出院|住院|好了|没事|送到|生了|平安/.test(back[0]) || !listen(thought.slice(back.index + back[0].length)).isNamed;
}

const ear = new Ear([...danger, ...distress.map(([, words]) => words)]);

/** Whether a danger is named, and how many sorts of words of distress stand together. */
function listen(text: string): { isNamed: boolean; sorts: number } {
  const heard = ear.hear(text);
  const first = heard.indexOf(1);
  let sorts = 0;
  for (const [at, [weight]] of distress.entries()) if (heard[danger.length + at] === 1) sorts += weight;
  return { isNamed: first >= 0 && first < danger.length, sorts };
}

function* thoughts(text: string): Generator<string> {
  let from = 0;
  for (const turn of text.matchAll(turns)) {
    if (turn.index > from) yield text.slice(from, turn.index);
    from = turn.index;
  }
  if (from < text.length) yield text.slice(from);
}
