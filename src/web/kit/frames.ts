// Draws many houses over several frames, so that the first ones stand at once.
import { useLayoutEffect, useState } from 'preact/hooks';

// All streets of the page share the room of a frame.
const housesAFrame = 12;
let room = housesAFrame;
const queue = new Set<() => void>();
let released = false;

function release(): void {
  released = false;
  room = housesAFrame;
  for (const draw of [...queue]) {
    queue.delete(draw);
    draw();
    if (room <= 0) break;
  }
  if (queue.size > 0) releaseSoon();
}

function releaseSoon(): void {
  if (released) return;
  released = true;
  // A page that is not looked at gets no frames, but must be whole when it is printed or looked at.
  const timer = setTimeout(run, 200);
  const frame = requestAnimationFrame(() => setTimeout(run, 0));
  function run(): void {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    if (released) release();
  }
}

function takeRoom(wanted: number): number {
  const taken = Math.max(0, Math.min(room, wanted));
  room -= taken;
  releaseSoon();
  return taken;
}

/** How many of `count` houses may be drawn now; grows frame by frame. */
export function useDrawn(count: number): number {
  const [drawn, setDrawn] = useState(() => takeRoom(count));
  useLayoutEffect(() => {
    if (drawn >= count) return;
    const draw = () => {
      const more = takeRoom(count - drawn);
      setDrawn(drawn + more);
    };
    queue.add(draw);
    releaseSoon();
    return () => {
      queue.delete(draw);
    };
  }, [drawn, count]);
  return drawn;
}
