// 包裹: differences of hand-overs that wait at the desk, moves that came too late, and lots with their recall; labels of freshly packed bags.
import { Tabs } from '../../kit/Tabs.tsx';
import { go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { Differences } from './Differences.tsx';
import { Labels } from './Labels.tsx';
import { LateMoves, sayLate } from './LateMoves.tsx';
import { Lots } from './Lots.tsx';
import './rounds.css';
import { sayRound } from './words.ts';

/** `#bags`, `#bags/late`, `#bags/lots/<lot>`, `#bags/labels/<id>,<id>`. */
export function Handling({ view, of }: { view: string | undefined; of: string | undefined }) {
  if (view === 'labels' && of) return <Labels bagIds={of.split(',')} />;
  const { may } = useSeat();
  const now = view === 'lots' || (view === 'late' && may('listLateMoves')) ? view : 'differences';
  return (
    <div class="desk-page">
      <Tabs
        label={sayRound('bags.differences')}
        value={now}
        tabs={[
          { value: 'differences', text: sayRound('bags.differences') },
          { value: 'lots', text: sayRound('bags.lots') },
          ...(may('listLateMoves') ? [{ value: 'late' as const, text: sayLate('tab') }] : []),
        ]}
        onPick={value => go('bags', value === 'differences' ? [] : [value], true)}
      />
      {now === 'lots' && <Lots open={of} />}
      {now === 'late' && <LateMoves />}
      {now === 'differences' && <Differences />}
    </div>
  );
}
