// Plans or mends apart from everything else, so that the desk stays live; says how far it is, and is ended from outside.
import { parentPort, workerData } from 'node:worker_threads';
import { mend } from '../../domain/dispatch/mend.ts';
import { planRounds } from '../../domain/dispatch/plan/solve.ts';
import type { PlannerAnswer, PlannerWork } from './planner.ts';

const work = workerData as PlannerWork;
const say = (answer: PlannerAnswer): void => parentPort?.postMessage(answer);
const now = () => performance.now();

if (work.kind === 'rounds') {
  const plan = planRounds(work.problem, { now, effort: work.effort, onFirst: () => say({ kind: 'first' }) });
  say({ kind: 'planned', plan });
} else {
  say({ kind: 'mended', mended: mend(work, now) });
}
