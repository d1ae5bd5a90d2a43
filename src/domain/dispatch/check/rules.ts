// The hard rules of one round, each asked of the problem and the plan alone.
import type { PlanRequest } from '../plan/problem.ts';
import type { Book, Broken, WalkedRound } from './book.ts';

/** Sums of decimal kilograms differ in the last digits with the order of adding. */
const grain = 1e-6;

/** May this person be sent to this unit, by the letter of the binding? */
export function isBoundTo(round: WalkedRound, unit: string): boolean {
  const { primary, backup } = round.worker;
  if (primary === undefined && backup === undefined) return true;
  return (primary ?? []).includes(unit) || (backup ?? []).includes(unit);
}

function load(round: WalkedRound, say: (rule: string, why: string) => void): void {
  const { worker, requests } = round;
  const kg = requests.reduce((sum, request) => sum + request.kg, 0);
  const boxes = requests.reduce((sum, request) => sum + request.boxes, 0);
  if (kg > worker.maxKg + grain) say('kg', `${kg} kg, ${worker.id} carries ${worker.maxKg}`);
  if (boxes > worker.maxBoxes) say('boxes', `${boxes} boxes, ${worker.id} carries ${worker.maxBoxes}`);
}

function times(round: WalkedRound, say: (rule: string, why: string) => void): void {
  const { told, requests, legs } = round;
  let leaves = told.startAt;
  told.stops.forEach((stop, n) => {
    const request = requests[n] as PlanRequest;
    const earliest = leaves + (legs[n] as number);
    if (told.startAt < request.readyAt)
      say('ready', `${request.id} is ready at ${request.readyAt}, the round leaves at ${told.startAt}`);
    if (stop.arriveAt < earliest) say('arrival', `${request.id} cannot be reached before ${earliest}, not at ${stop.arriveAt}`);
    if (request.openAt !== undefined && stop.arriveAt < request.openAt)
      say('open', `${request.id} opens at ${request.openAt}, not at ${stop.arriveAt}`);
    if (request.maxOutSeconds !== undefined && stop.arriveAt - told.startAt > request.maxOutSeconds)
      say('cold', `${request.id} is out ${stop.arriveAt - told.startAt} s of ${request.maxOutSeconds}`);
    leaves = stop.arriveAt + request.serviceSeconds;
  });
  const back = leaves + (legs.at(-1) ?? 0);
  if (told.endAt < back) say('end', `back at the gate at ${back} at the earliest, not at ${told.endAt}`);
}

function person(round: WalkedRound, say: (rule: string, why: string) => void): void {
  const { told, worker } = round;
  const [from, until] = worker.shift;
  if (told.startAt < from || told.endAt > until)
    say('shift', `${told.startAt} to ${told.endAt} is not within ${from} to ${until}`);
  for (const [begins, ends] of worker.breaks ?? [])
    if (told.startAt < ends && told.endAt > begins) say('break', `the break ${begins} to ${ends} is cut`);
  if (told.endAt - told.startAt > worker.maxRoundSeconds)
    say('round_seconds', `${told.endAt - told.startAt} s, ${worker.id} may be out ${worker.maxRoundSeconds}`);
}

/** Everything that can be wrong with one round for itself. */
export function checkRound(book: Book, round: WalkedRound): Broken[] {
  const broken: Broken[] = [];
  const say = (rule: string, why: string): void => {
    broken.push({ rule, where: round.name, why });
  };
  if (round.requests.length === 0) say('empty', 'a round without a stop');
  load(round, say);
  times(round, say);
  person(round, say);
  if (round.sealed && round.clean) say('mixed', 'sealed and clean doors in one round');
  if (round.sealed && !round.worker.ppe) say('ppe', `${round.worker.id} has no protection`);
  if (book.problem.rules.binding === 'strict')
    for (const request of round.requests)
      if (!isBoundTo(round, request.unit)) say('binding', `${round.worker.id} is not bound to ${request.unit}`);
  return broken;
}
