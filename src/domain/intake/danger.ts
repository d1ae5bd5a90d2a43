// Hears danger to life in a text, and whether it is one now: not when it is over, told of others, joked about or asked about beforehand.
import { called, danger, figures, headline, takenBack, toldOf, turns } from './critical-table.ts';

/** `cry`: somebody has to act now. `told`: of others, of before, of what may come; it counts only in what is a request anyhow. `over`: nobody has to act. */
export type Danger = 'cry' | 'told' | 'over' | null;

/** The text without what is said of no danger (笑死, 快递失联), as long as before. */
export function withoutFigures(plain: string): string {
  return plain.replace(figures, said => ' '.repeat(said.length));
}

/** `text` without figures of speech; `hasDoor`: a door or a telephone is named. */
export function hearDanger(text: string, hasDoor: boolean): Danger {
  if (!danger.some(words => words.test(text))) return null;
  // A headline is of somebody else, whoever cries in it.
  if (!hasDoor && headline.test(text)) return 'told';
  let [told, over, heard, isCry] = [false, false, false, false];
  for (const thought of thoughts(text)) {
    const isOver = takenBack.test(thought);
    const isTold = !hasDoor && toldOf.test(thought) && !called.test(thought);
    over ||= isOver;
    told ||= isTold;
    if (!danger.some(words => words.test(thought))) {
      // "孩子高烧，今天已经退了": what comes last holds.
      if (isOver) isCry = false;
      continue;
    }
    heard = true;
    isCry ||= !isOver && !isTold;
  }
  if (isCry) return 'cry';
  // Words that are dangerous only together ("老人 … 没吃的") may stand in two thoughts.
  if (!heard && !told && !over) return 'cry';
  return told ? 'told' : 'over';
}

function* thoughts(text: string): Generator<string> {
  let from = 0;
  for (const turn of text.matchAll(turns)) {
    if (turn.index > from) yield text.slice(from, turn.index);
    from = turn.index;
  }
  if (from < text.length) yield text.slice(from);
}
