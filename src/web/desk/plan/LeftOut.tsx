// What came of accepting: which rounds were not made and which requests were left out, each with the reason.
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { acceptPlan, Plan } from '../../../api/plan.ts';
import { Note } from '../../kit/Note.tsx';
import { clockTime } from '../../kit/time.ts';
import { sayPlan, sayWhy } from './words.ts';

export function LeftOut({ plan, came }: { plan: Plan; came: AnswerOf<typeof acceptPlan> }) {
  const lines = came.parts.flatMap(part => {
    const planned = plan.parts.find(one => one.roundId === part.roundId);
    const name = plan.workers.find(worker => worker.helperId === planned?.helperId)?.name ?? '';
    const round = sayPlan('elsewhere.round', { name, time: clockTime(planned?.startAt ?? plan.zeroAt) });
    return [
      ...(part.why === null ? [] : [{ key: part.roundId, what: round, why: part.why }]),
      ...part.leftOut.map(({ requestId, why }) => {
        const known = [...(planned?.stops ?? []), ...plan.gone].find(stop => stop.requestId === requestId);
        return { key: requestId, what: known?.door ?? '', why };
      }),
    ];
  });
  if (lines.length === 0) return null;
  return (
    <Note tone="squash" glyph="late">
      <b>{sayPlan('left_out.title')}</b>
      <ul class="desk-plan-unserved">
        {lines.map(({ key, what, why }) => (
          <li key={key}>
            <b>{what}</b>
            <span>{sayWhy(why)}</span>
          </li>
        ))}
      </ul>
    </Note>
  );
}
