// Reads the JSON files that the planner's commands are given; a bad one ends the command with code 2 and the field that is wrong.
import { readFileSync } from 'node:fs';
import { parseProblem } from '../src/domain/dispatch/plan/parse.ts';
import type { Problem } from '../src/domain/dispatch/plan/problem.ts';

/** Ends the command. */
export function refuseFile(file: string, field: string, wrong: string): never {
  process.stderr.write(`${file}: ${field}: ${wrong}\n`);
  process.exit(2);
}

export function readJson(file: string | undefined, what: string): unknown {
  if (file === undefined) refuseFile('-', what, 'is not given; name a file');
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    refuseFile(file, what, `cannot be read (${error instanceof Error ? error.message : error})`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuseFile(file, what, `is not JSON (${error instanceof Error ? error.message : error})`);
  }
}

export function readProblem(file: string | undefined): Problem {
  const parsed = parseProblem(readJson(file, 'problem'));
  return parsed.ok ? parsed.problem : refuseFile(file ?? '-', parsed.bad.field, parsed.bad.wrong);
}
