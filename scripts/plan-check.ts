// npm run -s plan:check -- problem.json plan.json: judges a plan file. Exit code 1 when it breaks a rule, 2 when a file is bad.
import { checkPlan } from '../src/domain/dispatch/check/check.ts';
import { readPlan } from '../src/domain/dispatch/check/told.ts';
import { readJson, readProblem, refuseFile } from './plan-input.ts';

const [problemFile, planFile] = process.argv.slice(2);
const problem = readProblem(problemFile);
const told = readPlan(readJson(planFile, 'plan'));
if (!told.ok) refuseFile(planFile ?? '-', told.field, told.wrong);
const broken = checkPlan(problem, told.plan);
for (const { rule, where, why } of broken) process.stdout.write(`${rule}: ${where}: ${why}\n`);
if (broken.length === 0) process.stdout.write(`good: ${told.plan.rounds.length} rounds, ${told.plan.unserved.length} unserved\n`);
process.exitCode = broken.length === 0 ? 0 : 1;
