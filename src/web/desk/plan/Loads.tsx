// How long everybody is out, as bars; a request dropped on a person becomes a round more for them.
import type { Plan } from '../../../api/plan.ts';
import { Cost } from './Cost.tsx';
import type { Elsewhere } from './elsewhere.ts';
import { minutes, sayPlan } from './words.ts';

export function Loads({ plan, elsewhere }: { plan: Plan; elsewhere: Elsewhere }) {
  const out = plan.workers.filter(worker => worker.roundSeconds > 0).sort((a, b) => b.roundSeconds - a.roundSeconds);
  const idle = plan.workers.filter(worker => worker.roundSeconds === 0).sort((a, b) => (a.name < b.name ? -1 : 1));
  const most = Math.max(1, ...out.map(worker => worker.roundSeconds));
  const row = (worker: Plan['workers'][number]) => (
    <li key={worker.helperId}>
      <Cost elsewhere={elsewhere} to={{ helperId: worker.helperId }} label={sayPlan('loads.new', { name: worker.name })}>
        <span class="desk-plan-load">
          <span>{sayPlan('loads.line', { name: worker.name, n: minutes(worker.roundSeconds) })}</span>
          <i style={{ width: `${(100 * worker.roundSeconds) / most}%` }} aria-hidden="true" />
          {worker.workedSeconds > 0 && <small>{sayPlan('loads.before', { n: minutes(worker.workedSeconds) })}</small>}
        </span>
      </Cost>
    </li>
  );
  return (
    <section aria-labelledby="loads-title" class="k-stack" data-gap="s">
      <h2 id="loads-title">{sayPlan('loads')}</h2>
      {out.length > 0 && (
        <p class="k-quiet">{sayPlan('loads.range', { most: minutes(most), least: minutes(out.at(-1)?.roundSeconds ?? 0) })}</p>
      )}
      <ul class="desk-plan-loads">{out.map(row)}</ul>
      {idle.length > 0 && (
        <details open={elsewhere.dragging}>
          <summary>{sayPlan('loads.idle', { n: idle.length })}</summary>
          <ul class="desk-plan-loads">{idle.map(row)}</ul>
        </details>
      )}
    </section>
  );
}
