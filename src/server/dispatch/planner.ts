// Runs the planner in a thread of its own: one plan at a time, with a look at how far it is, and a way to end it.
import { Worker } from 'node:worker_threads';
import type { Mended, MendWork } from '../../domain/dispatch/mend.ts';
import type { Plan, Problem } from '../../domain/dispatch/plan/problem.ts';

export type PlannerWork =
  | { readonly kind: 'rounds'; readonly problem: Problem; readonly effort: number }
  | ({ readonly kind: 'repair' } & MendWork);
export type PlannerAnswer =
  | { readonly kind: 'first' }
  | { readonly kind: 'planned'; readonly plan: Plan }
  | { readonly kind: 'mended'; readonly mended: Mended };
type Last = Exclude<PlannerAnswer, { readonly kind: 'first' }>;

export interface Progress {
  readonly seconds: number;
  readonly phase: 'waiting' | 'first' | 'improving';
}

interface Job {
  readonly work: PlannerWork;
  readonly settle: (answer: Last | 'stopped' | Error) => void;
  phase: Progress['phase'];
  startedAt: number;
  worker: Worker | null;
}

/** Beyond the search itself: laying out, bounds, reasons. */
const graceMs = 30_000;

const jobs = new Map<string, Job>();

/** The plan's own clock does not jump; it is not the server's. */
const clock = () => performance.now();

/** Starts the next one when none is running: a second thread would only take the processor from the desk. */
function startNext(): void {
  if ([...jobs.values()].some(job => job.worker !== null)) return;
  const next = [...jobs].find(([, job]) => job.worker === null);
  if (next !== undefined) start(...next);
}

function start(key: string, job: Job): void {
  const worker = new Worker(new URL('./planner-worker.ts', import.meta.url), {
    workerData: job.work,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
    // What is printed there must not reach the operator's screen.
    stdout: true,
    stderr: true,
  });
  job.worker = worker;
  job.phase = 'first';
  job.startedAt = clock();
  const finish = (answer: Last | 'stopped' | Error): void => {
    if (!jobs.delete(key)) return;
    clearTimeout(impatient);
    job.settle(answer);
    void worker.terminate();
    startNext();
  };
  const limit = job.work.problem.timeLimitMs + graceMs;
  const impatient = setTimeout(() => finish(new Error(`the planner took longer than ${limit} ms`)), limit).unref();
  worker.on('message', (answer: PlannerAnswer) => {
    if (answer.kind === 'first') job.phase = 'improving';
    else finish(answer);
  });
  worker.on('error', error => finish(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => finish('stopped'));
  // A program that stops does not wait for a plan.
  worker.unref();
}

/** The answer, 'stopped' when somebody ended it, or the mistake that did. */
export function runPlanner(key: string, work: PlannerWork): Promise<Last | 'stopped' | Error> {
  return new Promise(settle => {
    jobs.set(key, { work, settle, phase: 'waiting', startedAt: clock(), worker: null });
    startNext();
  });
}

export function stopPlanner(key: string): void {
  const job = jobs.get(key);
  if (job === undefined) return;
  if (job.worker !== null) {
    void job.worker.terminate();
    return;
  }
  jobs.delete(key);
  job.settle('stopped');
}

/** Null: not being planned in this process. */
export function progressOf(key: string): Progress | null {
  const job = jobs.get(key);
  return job === undefined ? null : { seconds: Math.round((clock() - job.startedAt) / 100) / 10, phase: job.phase };
}
