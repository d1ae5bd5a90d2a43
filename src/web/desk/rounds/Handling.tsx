// 包裹: differences of hand-overs that wait at the desk, and lots with their recall; labels of freshly packed bags.
import { Tabs } from '../../kit/Tabs.tsx';
import { go } from '../route.ts';
import { Differences } from './Differences.tsx';
import { Labels } from './Labels.tsx';
import { Lots } from './Lots.tsx';
import './rounds.css';
import { sayRound } from './words.ts';

/** `#bags`, `#bags/lots/<lot>`, `#bags/labels/<id>,<id>`. */
export function Handling({ view, of }: { view: string | undefined; of: string | undefined }) {
  if (view === 'labels' && of) return <Labels bagIds={of.split(',')} />;
  const now = view === 'lots' ? 'lots' : 'differences';
  return (
    <div class="desk-page">
      <Tabs
        label={sayRound('bags.differences')}
        value={now}
        tabs={[
          { value: 'differences', text: sayRound('bags.differences') },
          { value: 'lots', text: sayRound('bags.lots') },
        ]}
        onPick={value => go('bags', value === 'lots' ? ['lots'] : [], true)}
      />
      {now === 'lots' ? <Lots open={of} /> : <Differences />}
    </div>
  );
}
