// npm run -s plan -- problem.json > plan.json: plans the rounds of a problem file. Exit code 2 when the file is bad.
import { planFile } from '../src/domain/dispatch/plan/file.ts';
import { planRounds } from '../src/domain/dispatch/plan/solve.ts';
import { readProblem } from './plan-input.ts';

const problem = readProblem(process.argv[2]);
const plan = planRounds(problem, { now: () => performance.now() });
process.stdout.write(`${JSON.stringify(planFile(plan), null, 1)}\n`);
