// Counts what kills under load cost: acknowledged, retried, lost, doubled, partial, for each kind of kill. FAULT_ROUNDS sets how many.
import { faults, killLoop } from '../tests/faults/kill-loop.ts';
import { report } from './cluster.ts';

const rounds = Number(process.env.FAULT_ROUNDS ?? 10);

for (const fault of faults) report({ bench: 'faults', fault, rounds, ...(await killLoop(fault, rounds, 200)) });
