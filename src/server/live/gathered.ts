// What changed since the last message went out, gathered so that a household with ten changes is read and told once.
import type { Change } from './store.ts';

export class Gathered {
  readonly households = new Set<string>();
  readonly requests = new Set<string>();
  /** Changes of requests, for the people they concern. */
  readonly changes: Change[] = [];
  zones = false;
  /** Whose extensions have a call that changed; null: nobody sits there. */
  readonly calls = new Set<string | null>();
  /** Something was written or sent by an outside channel. */
  messages = false;
  /** The clock alone changes counters (late, not heard from), so they are looked at now and then without a change. */
  counters = false;

  add(change: Change): void {
    if (change.kind === 'zone') this.zones = true;
    if (change.kind === 'message') this.messages = true;
    if (change.kind === 'call') this.calls.add(change.owner_id);
    if (change.household_id !== null) this.households.add(change.household_id);
    if (change.request_id === null) return;
    this.requests.add(change.request_id);
    this.changes.push(change);
  }

  /** Puts back what could not be told. */
  addAll(other: Gathered): void {
    for (const household of other.households) this.households.add(household);
    for (const request of other.requests) this.requests.add(request);
    for (const call of other.calls) this.calls.add(call);
    this.changes.unshift(...other.changes);
    this.zones ||= other.zones;
    this.messages ||= other.messages;
    this.counters ||= other.counters;
  }

  get isEmpty(): boolean {
    const isQuiet = !this.zones && !this.messages && !this.counters && this.calls.size === 0;
    return isQuiet && this.households.size === 0 && this.requests.size === 0;
  }
}
