// What an import would do, row by row, before anything is written.
import type { BadRow, Problem, ProblemCode, RosterRow, RosterTable } from './roster.ts';
import { shown } from './roster.ts';

export interface Counts {
  readonly adds: number;
  readonly changes: number;
  readonly same: number;
  readonly bad: readonly BadRow[];
}

export type Outcome = 'add' | 'change' | 'same';

/** Counts outcomes and gathers what is wrong, in the order of the rows. */
export class Tally {
  readonly #counts: Record<Outcome, number> = { add: 0, change: 0, same: 0 };
  readonly #bad: Map<number, Problem[]>;

  constructor(table: RosterTable) {
    this.#bad = new Map(table.bad.map(({ row, problems }) => [row, [...problems]]));
  }

  count(outcome: Outcome): void {
    this.#counts[outcome]++;
  }

  isBad(row: number): boolean {
    return this.#bad.has(row);
  }

  refuse(row: number, problem: Problem): void {
    const problems = this.#bad.get(row);
    if (problems === undefined) this.#bad.set(row, [problem]);
    else problems.push(problem);
  }

  get counts(): Counts {
    const bad = [...this.#bad].map(([row, problems]) => ({ row, problems })).sort((a, b) => a.row - b.row);
    return { adds: this.#counts.add, changes: this.#counts.change, same: this.#counts.same, bad };
  }
}

/** Reads the cells of one row and gathers what is wrong with them. */
export class RowReader {
  readonly row: RosterRow;
  readonly problems: Problem[] = [];

  constructor(row: RosterRow) {
    this.row = row;
  }

  text(column: string): string {
    return this.row.cells[column] ?? '';
  }

  /** undefined when left blank, or (with a problem) when not understood. */
  read<T>(column: string, reader: (cell: string) => T | null | undefined): T | undefined {
    const value = reader(this.text(column));
    if (value !== null) return value;
    this.wrong(column, 'malformed');
    return undefined;
  }

  wrong(column: string, code: ProblemCode, value: string = this.text(column)): void {
    this.problems.push({ column, code, value: shown(value) });
  }

  /** Hands the problems over; true when the row is good. */
  settle(tally: Tally): boolean {
    for (const problem of this.problems) tally.refuse(this.row.row, problem);
    return this.problems.length === 0;
  }
}

export function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
