// The figures of a plan, each beside the bound that no plan can go below.
import type { Plan } from '../../../api/plan.ts';
import { minutes, sayPlan } from './words.ts';

export function Figures({ plan }: { plan: Plan }) {
  const { totals, bounds } = plan;
  if (totals === null || bounds === null || plan.requests === 0) return null;
  const inMinutes = (seconds: number) => sayPlan('minutes', { n: minutes(seconds) });
  const figures = [
    {
      name: 'travel',
      text: inMinutes(totals.travelSeconds),
      value: totals.travelSeconds,
      bound: bounds.travelSeconds,
      as: inMinutes,
    },
    { name: 'rounds', text: String(totals.rounds), value: totals.rounds, bound: bounds.rounds, as: String },
    {
      name: 'load',
      text: inMinutes(totals.maxWorkerSeconds),
      value: totals.maxWorkerSeconds,
      bound: bounds.maxWorkerSeconds,
      as: inMinutes,
    },
    { name: 'late', text: inMinutes(totals.lateSeconds), value: totals.lateSeconds, bound: bounds.lateSeconds, as: inMinutes },
  ] as const;
  return (
    <dl class="desk-plan-figures">
      {figures.map(({ name, text, value, bound, as }) => (
        <div key={name}>
          <dt>{sayPlan(`figure.${name}`)}</dt>
          <dd>
            <b>{text}</b>
            <small>
              {value <= bound
                ? sayPlan('figure.best')
                : `${sayPlan('figure.bound', { bound: as(bound) })}${bound > 0 && name !== 'rounds' ? ` · ${sayPlan('figure.gap', { percent: Math.round((100 * (value - bound)) / bound) })}` : ''}`}
            </small>
          </dd>
        </div>
      ))}
      <div>
        <dt>
          {sayPlan('figure.primary', {
            n: plan.requests - plan.unserved - totals.outsidePrimary,
            all: plan.requests - plan.unserved,
          })}
        </dt>
        {plan.cut && <dd>{sayPlan('figure.cut')}</dd>}
      </div>
    </dl>
  );
}
