// The hard rules between rounds: one person at one place at a time, clean before sealed, wear time, the gate.
import type { Book, Broken, WalkedRound } from './book.ts';

type Say = (rule: string, where: string, why: string) => void;

/** What was frozen is not held against a plan; what is new beside it is. */
const anyNew = (...rounds: WalkedRound[]): boolean => rounds.some(round => !round.frozen);

function oneAtATime(rounds: readonly WalkedRound[], say: Say): void {
  for (const [n, round] of rounds.entries())
    for (const other of rounds.slice(n + 1)) {
      const apart = round.told.endAt <= other.told.startAt || other.told.endAt <= round.told.startAt;
      if (!apart && anyNew(round, other)) say('overlap', round.name, `${round.worker.id} is also out on ${other.name}`);
    }
}

function cleanBeforeSealed(rounds: readonly WalkedRound[], say: Say): void {
  for (const sealed of rounds.filter(round => round.sealed))
    for (const clean of rounds.filter(round => round.clean))
      if (clean !== sealed && clean.told.endAt > sealed.told.startAt && anyNew(sealed, clean))
        say('clean_after_sealed', clean.name, `${clean.worker.id} was in a sealed building on ${sealed.name}`);
}

function wear(rounds: readonly WalkedRound[], say: Say): void {
  const sealed = rounds.filter(round => round.sealed);
  const limit = rounds[0]?.worker.wearSeconds;
  if (limit === undefined || !anyNew(...sealed)) return;
  const from = Math.min(...sealed.map(round => round.told.startAt));
  const until = Math.max(...sealed.map(round => round.told.endAt));
  if (until - from > limit) say('wear', sealed[0]?.worker.id ?? '', `protection is worn ${until - from} s of ${limit}`);
}

function gate(book: Book, rounds: readonly WalkedRound[], say: Say): void {
  const { gateCapacity, gateWindowSeconds = 0 } = book.problem;
  if (gateCapacity === undefined) return;
  const starts = [...rounds].sort((a, b) => a.told.startAt - b.told.startAt);
  starts.forEach((first, n) => {
    const crowd = starts.slice(n, n + gateCapacity + 1);
    const last = crowd.at(-1) as WalkedRound;
    const seconds = last.told.startAt - first.told.startAt;
    const together = seconds < gateWindowSeconds || seconds === 0;
    if (crowd.length > gateCapacity && together && anyNew(...crowd))
      say('gate', last.name, `${crowd.length} rounds start within ${seconds} s, the gate lets ${gateCapacity} out`);
  });
}

/** Everything that can be wrong between rounds. */
export function checkRoster(book: Book, rounds: readonly WalkedRound[]): Broken[] {
  const broken: Broken[] = [];
  const say: Say = (rule, where, why) => {
    broken.push({ rule, where, why });
  };
  const byWorker = Map.groupBy(rounds, round => round.worker.id);
  for (const own of byWorker.values()) {
    oneAtATime(own, say);
    cleanBeforeSealed(own, say);
    wear(own, say);
  }
  gate(book, rounds, say);
  return broken;
}
