// Says whether the page is live, catching up, or cut and since when.
import type { LiveState } from './live.ts';
import './overlay.css';
import { clockTime } from './time.ts';
import { sayKit } from './words.ts';

export function LiveBadge({ state }: { state: LiveState }) {
  return (
    <span class="k-live" data-is={state.is} role="status">
      <i aria-hidden="true" />
      {state.is === 'cut' ? sayKit('live.cut', { time: clockTime(state.since) }) : sayKit(`live.${state.is}`)}
    </span>
  );
}
