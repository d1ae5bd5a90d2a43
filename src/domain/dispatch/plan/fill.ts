// Fills rounds to the brim, staircase after staircase: fewer rounds than an even cut of the same walk, where weight is what limits them.
import { type Ground, leg } from './ground.ts';

/** The round as it would be walked; false when somebody's limit forbids it. */
function canWalk(g: Ground, stops: readonly number[], worker: number): boolean {
  let seconds = 0;
  stops.forEach((r, n) => {
    seconds += n === 0 ? g.gate[r]! : leg(g, stops[n - 1]!, r);
    if (seconds > g.out[r]!) seconds = Infinity;
    seconds += g.service[r]!;
  });
  return seconds + g.gate[stops.at(-1)!]! <= g.maxRound[worker]!;
}

/** Which of the first few candidates fill `room` best: a bit set. The first ones are taken where it makes no difference. */
function bestFill(weights: readonly number[], room: number): number {
  let best = 0;
  let bestSum = 0;
  for (let set = 1; set < 1 << weights.length; set += 1) {
    let sum = 0;
    for (let n = 0; n < weights.length && sum <= room; n += 1) if (set & (1 << n)) sum += weights[n]!;
    if (sum > room || sum <= bestSum) continue;
    best = set;
    bestSum = sum;
    if (sum === room) break;
  }
  return best;
}

const candidates = 10;
/** Rounds of hundreds of stops are full enough as they are. */
const mostExchanges = 100_000;

/** Changes one stop at a time for a heavier one, as long as that leaves less room. */
function fillByExchange(g: Ground, list: readonly number[], taken: Set<number>, given: number): void {
  for (let room = given; room > 0; ) {
    let best = 0;
    let gives = -1;
    let takes = -1;
    for (const other of list) {
      if (taken.has(other)) continue;
      for (const one of taken) {
        const more = g.weight[other]! - g.weight[one]!;
        if (more <= best || more > room || g.boxes[other]! > g.boxes[one]!) continue;
        best = more;
        gives = one;
        takes = other;
      }
    }
    if (best === 0) return;
    taken.delete(gives);
    taken.add(takes);
    room -= best;
  }
}

/** Takes from the head of `list` (sorted by preference) what fills the round, and out of it. */
function takeInto(g: Ground, round: number[], list: number[], worker: number): void {
  let room = g.maxWeight[worker]! - round.reduce((sum, r) => sum + g.weight[r]!, 0);
  let boxes = g.maxBoxes[worker]! - round.reduce((sum, r) => sum + g.boxes[r]!, 0);
  const heaviest = list.reduce((most, r) => Math.max(most, g.weight[r]!), 0);
  const taken = new Set<number>();
  const take = (r: number): void => {
    taken.add(r);
    room -= g.weight[r]!;
    boxes -= g.boxes[r]!;
  };
  // The bulk in order; the last few so that nothing is left over.
  for (const r of list) {
    if (room - g.weight[r]! < 1.5 * heaviest || boxes < g.boxes[r]!) break;
    take(r);
  }
  const rest = list.filter(r => !taken.has(r)).slice(0, candidates);
  const set = bestFill(
    rest.map(r => g.weight[r]!),
    room,
  );
  rest.forEach((r, n) => {
    if (set & (1 << n) && g.boxes[r]! <= boxes) take(r);
  });
  if (list.length * taken.size <= mostExchanges) fillByExchange(g, list, taken, room);
  const added = list.filter(r => taken.has(r)).sort((a, b) => g.floor[a]! - g.floor[b]! || a - b);
  while (added.length > 0 && !canWalk(g, [...round, ...added], worker)) added.pop();
  round.push(...added);
  const gone = new Set(added);
  list.splice(0, list.length, ...list.filter(r => !gone.has(r)));
}

/** Rounds for requests that come sorted by wave and staircase; what fits into no round is left out. */
export function fillRounds(g: Ground, sorted: readonly number[], worker: number, wave: (r: number) => number): number[][] {
  const rounds: number[][] = [];
  let open: number[] = [];
  let openWave = Number.NaN;
  for (const [key, part] of Map.groupBy(sorted, r => `${wave(r)} ${g.unit[r]}`)) {
    void key;
    const list = part.filter(
      r => g.weight[r]! <= g.maxWeight[worker]! && g.boxes[r]! <= g.maxBoxes[worker]! && canWalk(g, [r], worker),
    );
    if (wave(part[0]!) !== openWave && open.length > 0) {
      rounds.push(open);
      open = [];
    }
    openWave = wave(part[0]!);
    // What was begun elsewhere ends on the lowest floors; what begins here begins on the highest.
    if (open.length > 0) {
      list.sort((a, b) => g.floor[a]! - g.floor[b]! || a - b);
      takeInto(g, open, list, worker);
      if (list.length === 0) continue;
      rounds.push(open);
      open = [];
    }
    list.sort((a, b) => g.floor[b]! - g.floor[a]! || a - b);
    while (list.length > 0) {
      open = [];
      takeInto(g, open, list, worker);
      if (open.length === 0) open.push(list.shift()!);
      if (list.length > 0) rounds.push(open);
    }
  }
  if (open.length > 0) rounds.push(open);
  return rounds;
}
