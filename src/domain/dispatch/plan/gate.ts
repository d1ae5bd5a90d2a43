// The gate: how many rounds may start within any window, and when the next one may.

/** Starts of all rounds, sorted; changed in place while a plan is tried. */
export interface Gate {
  readonly capacity: number;
  readonly window: number;
  starts: Float64Array;
  count: number;
}

export function openGate(capacity: number, window: number, frozenStarts: Float64Array): Gate {
  const starts = new Float64Array(Math.max(64, frozenStarts.length * 2));
  starts.set(frozenStarts);
  return { capacity, window, starts, count: frozenStarts.length };
}

/** First place whose start is not before `at`. */
function lower(gate: Gate, at: number): number {
  let low = 0;
  let high = gate.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (gate.starts[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function addStart(gate: Gate, at: number): void {
  if (gate.count === gate.starts.length) {
    const wider = new Float64Array(gate.starts.length * 2);
    wider.set(gate.starts);
    gate.starts = wider;
  }
  const place = lower(gate, at);
  gate.starts.copyWithin(place + 1, place, gate.count);
  gate.starts[place] = at;
  gate.count += 1;
}

export function dropStart(gate: Gate, at: number): void {
  const place = lower(gate, at);
  if (gate.starts[place] !== at) throw new Error('a start left the gate that never entered it');
  gate.starts.copyWithin(place, place + 1, gate.count);
  gate.count -= 1;
}

/**
 * The first time at or after `at` when one more round may start. Two starts a whole window apart count as within it, so that a
 * stricter reading of "within any window" is satisfied too.
 */
export function nextStart(gate: Gate, at: number): number {
  const { capacity, window, starts } = gate;
  if (capacity === Infinity) return at;
  if (capacity < 1) return Infinity;
  let start = at;
  for (;;) {
    // Every `capacity` neighbouring starts that would lie in one window with the new one forbid it.
    const place = lower(gate, start - window);
    let later = start;
    for (let n = place; n + capacity <= gate.count; n += 1) {
      const first = starts[n]!;
      if (first > start + window) break;
      const last = starts[n + capacity - 1]!;
      const together = Math.max(last, start) - Math.min(first, start) <= window;
      if (together) later = Math.max(later, Math.ceil(first + window) + 1);
    }
    if (later === start) return start;
    start = later;
  }
}
