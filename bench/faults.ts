// Counts what kills under load cost: acknowledged, retried, lost, doubled, partial, and how soon it answers again. BENCH_KILLS sets how many.
import { faults, killLoop } from '../tests/faults/kill-loop.ts';
import { quantile, report } from './cluster.ts';

const kills = Number(process.env.BENCH_KILLS ?? 20);

for (const fault of faults) {
  const { secondsToAnswer, ...figures } = await killLoop({ faults: [fault], rounds: kills, between: 200 });
  report({
    bench: 'faults',
    fault,
    kills,
    ...figures,
    secondsToAnswerP50: quantile(secondsToAnswer, 0.5),
    secondsToAnswerMax: secondsToAnswer.at(-1),
  });
}
