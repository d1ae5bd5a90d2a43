// The street itself: on a big screen as large as fits without scrolling, elsewhere one house under the other.
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Elevation } from '../kit/Elevation.tsx';
import type { Building } from '../kit/facade.ts';
import { type Fit, fitStreet, houseOf } from './fit.ts';

interface HousesProps {
  readonly buildings: readonly Building[];
  readonly picked: string | undefined;
  readonly onPick: (householdId: string) => void;
}

/** The same as in board.css: below, the page scrolls. */
const bigScreen = '(min-width: 64rem) and (min-height: 36rem)';
const leastShrink = 0.6;

export function Houses({ buildings, picked, onPick }: HousesProps) {
  const frame = useRef<HTMLElement>(null);
  // Measured while the frame is empty: six hundred doors are laid out once, in their right size.
  const [fit, setFit] = useState<Fit | null | undefined>(undefined);
  const [shrink, setShrink] = useState(1);
  // A change of a door's state changes no house's size.
  const shape = buildings.map(building => `${building.id} ${building.label} ${building.level}`).join();
  const houses = useMemo(() => buildings.map(houseOf), [shape]);

  useLayoutEffect(() => {
    const room = frame.current;
    if (!room) return;
    const look = () => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
      const fits = matchMedia(bigScreen).matches
        ? fitStreet(houses, { width: room.clientWidth, height: room.clientHeight, rem })
        : null;
      setFit(old => (JSON.stringify(old) === JSON.stringify(fits) ? old : fits));
      setShrink(1);
    };
    look();
    const watch = new ResizeObserver(look);
    watch.observe(room);
    return () => watch.disconnect();
  }, [houses]);

  // The estimate knows nothing of how wide the letters are, and a house with one more count may need one more line: what stands out is
  // drawn a little smaller.
  useLayoutEffect(() => {
    const room = frame.current;
    if (!room || !fit || shrink <= leastShrink) return;
    const look = requestAnimationFrame(() => {
      const over = room.scrollHeight / room.clientHeight;
      if (over > 1.004) setShrink(old => old * Math.max(0.9, Math.min(0.985, 1 / Math.sqrt(over))));
    });
    return () => cancelAnimationFrame(look);
  }, [fit, shrink, buildings]);

  const sizes = fit
    ? {
        '--fit-cell': `${fit.cell * shrink}px`,
        '--fit-high': `${fit.high * shrink}px`,
        '--fit-mark': `${Math.min(fit.cell, fit.high * 1.2) * shrink * 0.55}px`,
      }
    : {};
  return (
    <section ref={frame} class="board-street" data-fits={fit ? (fit.compact ? 'compact' : 'usual') : undefined} style={sizes}>
      {fit !== undefined && <Elevation buildings={buildings} picked={picked} onPick={onPick} />}
    </section>
  );
}
