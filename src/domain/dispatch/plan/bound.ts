// What no plan can do better: rounds by packing, walking by cuts around the gate, load by flow, lateness by earliest due first.

import { leastLoad } from './bound-load.ts';
import { groupsOf, roundsFor } from './bound-rounds.ts';
import { leastTravel } from './bound-walk.ts';
import type { Crew } from './crew.ts';
import type { Ground } from './ground.ts';
import type { Bounds } from './problem.ts';
import { couldAlone } from './refuse.ts';

/**
 * The requests that every plan at least as good must serve. Those nobody could serve even alone are in no plan. Of the others, a better
 * plan may leave somebody else of the first class that `crew` does not serve whole, and anybody of the classes after it.
 */
function mustServe(crew: Crew): number[] {
  const { g } = crew;
  const possible: number[] = [];
  let whole = 4;
  for (let r = 0; r < g.requests; r += 1) {
    if (g.frozen[r] === 1) continue;
    if (crew.home[r] === null) {
      const able = g.able[g.unit[r]!]!;
      let can = false;
      for (let n = 0; n < able.length && !can; n += 1) can = couldAlone(g, r, able[n]!);
      if (!can || g.gateCapacity < 1) continue;
      whole = Math.min(whole, g.urgency[r]!);
    }
    possible.push(r);
  }
  return possible.filter(r => g.urgency[r]! < whole);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}

/** The least sum of seconds late: of each request alone, or of all of them on people who could share every task. */
function leastLateness(g: Ground, requests: readonly number[]): number {
  let alone = 0;
  const from = g.from.reduce((least, one) => Math.min(least, one), Infinity);
  const jobs = requests.map(r => {
    const earliest = Math.max(Math.max(g.ready[r]!, from) + g.gate[r]!, g.open[r]!);
    alone += Math.max(0, earliest - g.due[r]!);
    return { release: Math.max(g.ready[r]!, from), due: g.due[r]! + g.service[r]!, work: g.service[r]! };
  });
  return Math.max(alone, latestOfShared(jobs, g.workers));
}

/** Earliest due first, one person as quick as all of them together: how late the latest is. */
function latestOfShared(jobs: readonly { release: number; due: number; work: number }[], workers: number): number {
  const byRelease = [...jobs].sort((a, b) => a.release - b.release);
  const heap: { due: number; left: number }[] = [];
  let at = -Infinity;
  let latest = 0;
  let next = 0;
  const up = (n: number): void => {
    for (let child = n; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (heap[parent]!.due <= heap[child]!.due) return;
      [heap[parent], heap[child]] = [heap[child]!, heap[parent]!];
      child = parent;
    }
  };
  const down = (): void => {
    for (let n = 0; ; ) {
      const left = 2 * n + 1;
      if (left >= heap.length) return;
      const child = left + 1 < heap.length && heap[left + 1]!.due < heap[left]!.due ? left + 1 : left;
      if (heap[n]!.due <= heap[child]!.due) return;
      [heap[n], heap[child]] = [heap[child]!, heap[n]!];
      n = child;
    }
  };
  while (next < byRelease.length || heap.length > 0) {
    if (heap.length === 0) at = Math.max(at, byRelease[next]!.release);
    while (next < byRelease.length && byRelease[next]!.release <= at) {
      heap.push({ due: byRelease[next]!.due, left: byRelease[next]!.work / workers });
      up(heap.length - 1);
      next += 1;
    }
    const job = heap[0]!;
    const until = Math.min(at + job.left, byRelease[next]?.release ?? Infinity);
    job.left -= until - at;
    at = until;
    if (job.left > 1e-9) continue;
    latest = Math.max(latest, at - job.due);
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      down();
    }
  }
  return latest;
}

/**
 * With `fair`, load counts after the primary binding: where a plan has nobody outside it, no better plan has anybody outside, and the
 * load can only be shared within it.
 */
function isInside(crew: Crew): boolean {
  const unserved = crew.unserved.some(count => count > 0);
  return crew.g.problem.rules.fair && !unserved && crew.late === 0 && crew.outside === 0;
}

/** The least load of the most loaded in any plan as good as `crew` in what counts more. */
export function loadBoundOf(crew: Crew): number {
  return leastLoad(crew.g, groupsOf(crew.g, mustServe(crew)), isInside(crew));
}

/** Bounds for the plan in `crew`; `frozen` are the figures of the frozen rounds, which every plan has. */
export function boundsOf(crew: Crew, frozen: { travelSeconds: number; rounds: number; lateSeconds: number }): Bounds {
  const { g } = crew;
  const requests = mustServe(crew);
  const groups = groupsOf(g, requests);
  return {
    travelSeconds: frozen.travelSeconds + Math.ceil(sum(groups.map(group => leastTravel(g, group))) - 1e-6),
    rounds: frozen.rounds + sum(groups.map(group => roundsFor(g, group))),
    maxWorkerSeconds: Math.floor(leastLoad(g, groups, isInside(crew))),
    lateSeconds: frozen.lateSeconds + Math.floor(requests.length > 0 && g.workers > 0 ? leastLateness(g, requests) : 0),
  };
}
