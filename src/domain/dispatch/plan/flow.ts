// Flow through small networks: the largest (Dinic) and the cheapest (successive shortest ways), in whole numbers or seconds.

interface Arc {
  readonly to: number;
  left: number;
  readonly cost: number;
  /** Place of the arc back in the list of `to`. */
  readonly back: number;
}

export interface Network {
  readonly arcs: Arc[][];
}

const grain = 1e-9;

export function newNetwork(nodes: number): Network {
  return { arcs: Array.from({ length: nodes }, () => []) };
}

/** Adds an arc; answers a reader of what flows through it. */
export function addArc({ arcs }: Network, from: number, to: number, capacity: number, cost = 0): () => number {
  const forth: Arc = { to, left: capacity, cost, back: arcs[to]!.length };
  const back: Arc = { to: from, left: 0, cost: -cost, back: arcs[from]!.length };
  arcs[from]!.push(forth);
  arcs[to]!.push(back);
  return () => back.left;
}

/** Distances from a node over arcs with room; -1: out of reach. */
export function levels({ arcs }: Network, from: number): Int32Array {
  const level = new Int32Array(arcs.length).fill(-1);
  const queue = [from];
  level[from] = 0;
  for (let head = 0; head < queue.length; head += 1)
    for (const arc of arcs[queue[head]!]!)
      if (arc.left > grain && level[arc.to] === -1) {
        level[arc.to] = level[queue[head]!]! + 1;
        queue.push(arc.to);
      }
  return level;
}

/** The largest flow. Three layers of nodes between the ends are all there is here, so the recursion stays flat. */
export function largestFlow(network: Network, from: number, to: number): number {
  const { arcs } = network;
  let flow = 0;
  for (;;) {
    const level = levels(network, from);
    if (level[to] === -1) return flow;
    const next = new Int32Array(arcs.length);
    const push = (node: number, most: number): number => {
      if (node === to) return most;
      for (; next[node]! < arcs[node]!.length; next[node]! += 1) {
        const arc = arcs[node]![next[node]!]!;
        if (arc.left <= grain || level[arc.to] !== level[node]! + 1) continue;
        const pushed = push(arc.to, Math.min(most, arc.left));
        if (pushed > grain) {
          arc.left -= pushed;
          arcs[arc.to]![arc.back]!.left += pushed;
          return pushed;
        }
      }
      return 0;
    };
    for (let pushed = push(from, Infinity); pushed > grain; pushed = push(from, Infinity)) flow += pushed;
  }
}

/** Sends as much as there is room for, as cheaply as that can be; answers its cost. */
export function cheapestFlow({ arcs }: Network, from: number, to: number): number {
  let total = 0;
  for (;;) {
    // Arcs back have negative costs: a queue that lets a node in again (Bellman and Ford).
    const cost = new Float64Array(arcs.length).fill(Infinity);
    const via: (Arc | null)[] = new Array<Arc | null>(arcs.length).fill(null);
    const waiting = new Uint8Array(arcs.length);
    const queue = [from];
    cost[from] = 0;
    for (let head = 0; head < queue.length; head += 1) {
      const node = queue[head]!;
      waiting[node] = 0;
      for (const arc of arcs[node]!) {
        if (arc.left <= grain || cost[node]! + arc.cost >= cost[arc.to]! - grain) continue;
        cost[arc.to] = cost[node]! + arc.cost;
        via[arc.to] = arc;
        if (waiting[arc.to] === 0) {
          waiting[arc.to] = 1;
          queue.push(arc.to);
        }
      }
    }
    if (cost[to] === Infinity) return total;
    let most = Infinity;
    const way: Arc[] = [];
    for (let arc = via[to]; arc; ) {
      way.push(arc);
      most = Math.min(most, arc.left);
      const before: number = arcs[arc.to]![arc.back]!.to;
      arc = before === from ? null : via[before]!;
    }
    for (const arc of way) {
      arc.left -= most;
      arcs[arc.to]![arc.back]!.left += most;
    }
    total += most * cost[to]!;
  }
}
