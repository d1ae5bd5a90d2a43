// The morning of the sample's day: requests over four channels in every state, with the events, bags and calls that led there.
import { bagLabel, maySkipDisinfection } from '../../domain/delivery/custody.ts';
import { actBy, dueAtIntake, houseClocks } from '../../domain/request/clock.ts';
import { type Channel, type GoodsClass, hasGoods, type Kind, laneOf, type Urgency } from '../../domain/request/kind.ts';
import { life, type MoveName, type State } from '../../domain/request/life.ts';
import { estimateGrams, estimateMinutes } from '../../domain/request/weight.ts';
import { newId } from '../id.ts';
import type { Row } from '../postgres/rows.ts';
import type { Chance } from './chance.ts';
import type { SamplePeople } from './people.ts';
import type { SampleDoor, SamplePlaces } from './places.ts';
import { channelsOfTheMorning, kindsOfTheMorning, type Wish, wishes } from './wishes.ts';

/** How each state was reached; the minutes are the age of the request when the move was made. */
const ways: Readonly<
  Record<string, { readonly count: number; readonly age: number; readonly way: readonly (readonly [MoveName, number])[] }>
> = {
  asked: { count: 9, age: 25, way: [] },
  sorted: { count: 5, age: 45, way: [['sort', 12]] },
  offered: {
    count: 4,
    age: 40,
    way: [
      ['sort', 9],
      ['offer', 30],
    ],
  },
  problem: {
    count: 1,
    age: 95,
    way: [
      ['sort', 8],
      ['offer', 15],
      ['accept', 18],
      ['fetch', 60],
      ['fail', 85],
    ],
  },
  accepted: {
    count: 4,
    age: 70,
    way: [
      ['sort', 10],
      ['offer', 18],
      ['accept', 24],
    ],
  },
  carrying: {
    count: 4,
    age: 110,
    way: [
      ['sort', 9],
      ['offer', 20],
      ['accept', 26],
      ['fetch', 90],
    ],
  },
  delivered: {
    count: 5,
    age: 160,
    way: [
      ['sort', 11],
      ['offer', 19],
      ['accept', 25],
      ['fetch', 100],
      ['deliver', 130],
    ],
  },
  served: {
    count: 14,
    age: 260,
    way: [
      ['sort', 8],
      ['offer', 15],
      ['accept', 21],
      ['fetch', 80],
      ['deliver', 105],
      ['confirm', 140],
    ],
  },
};

interface Run {
  readonly runId: string;
  readonly compoundId: string;
  readonly startsAt: string;
  readonly cutoffAt: string;
}

export interface Morning {
  readonly tables: ReadonlyMap<string, readonly Row[]>;
}

export function sampleMorning(
  communityId: string,
  places: SamplePlaces,
  people: SamplePeople,
  runs: readonly Run[],
  chance: Chance,
  now: Date,
): Morning {
  const community_id = communityId;
  const rows = new Map<string, Row[]>(
    ['request', 'request_words', 'request_event', 'bag', 'custody', 'rating', 'call_back'].map(table => [table, []]),
  );
  const add = (table: string, row: Row) => rows.get(table)?.push({ community_id, ...row });
  const main = places.doors.filter(door => door.livedIn && door.building.compoundId === places.compounds[0]?.compoundId);
  const others = places.doors.filter(door => door.livedIn && door.building.compoundId !== places.compounds[0]?.compoundId);
  const taken = new Set<string>([people.oldMan.householdId]);
  const freeDoor = (n: number): SampleDoor => {
    // Some more in the sealed building, a few in the other compounds.
    const from = n % 7 === 6 ? others : n % 3 === 0 ? main.filter(door => door.building === places.sealed) : main;
    for (;;) {
      const door = chance.pick(from);
      if (!taken.has(door.householdId)) {
        taken.add(door.householdId);
        return door;
      }
    }
  };
  let n = 0;
  for (const [name, { count, age, way }] of Object.entries(ways)) {
    for (let each = 0; each < count; each += 1, n += 1) {
      const door = freeDoor(n);
      const asker = people.askers.get(door.householdId);
      const kind = kindsOfTheMorning[n % kindsOfTheMorning.length] ?? 'groceries';
      const isLife = name === 'asked' && each === 0;
      addRequest({
        door,
        asker,
        kind: isLife ? 'other' : kind,
        urgency: isLife ? 'life' : kind === 'medicine' ? 'soon' : 'normal',
        channel: isLife ? 'telephone' : (channelsOfTheMorning[n % channelsOfTheMorning.length] ?? 'telephone'),
        wish: isLife ? { items: [], note: '老人胸闷，已打 120，请开小区大门' } : chance.pick(wishes[kind]),
        // The first one on its way has been waiting too long.
        age: (name === 'carrying' && each === 0 ? 9 * 60 : isLife ? 3 : age + chance.upTo(20)) * 60_000,
        way,
        sequence: n,
      });
    }
  }
  return { tables: rows };

  function addRequest(asked: {
    door: SampleDoor;
    asker: { personId: string; smartphone: boolean } | undefined;
    kind: Kind;
    urgency: Urgency;
    channel: Channel;
    wish: Wish;
    age: number;
    way: readonly (readonly [MoveName, number])[];
    sequence: number;
  }): void {
    const { door, kind, channel, wish } = asked;
    const request_id = newId();
    const household_id = door.householdId;
    const lane = laneOf(kind, asked.urgency);
    const askedAt = new Date(now.getTime() - asked.age).toISOString();
    const at = (minutes: number) => new Date(Math.min(now.getTime(), Date.parse(askedAt) + minutes * 60_000)).toISOString();
    const items = wish.items.map(([itemName, quantity, unit]) => ({
      name: itemName,
      quantity,
      unit,
      substitution: kind === 'medicine' ? 'none' : 'ask',
    }));
    const grams = estimateGrams(kind, items);
    const isOver = asked.way.some(([move]) => move === 'deliver');
    const run =
      lane === 'ordinary' && !isOver && asked.age < 8 * 3_600_000
        ? runs.find(one => one.compoundId === door.building.compoundId && Date.parse(one.cutoffAt) > now.getTime())
        : undefined;
    const dueAt = run || lane !== 'ordinary' ? dueAtIntake(houseClocks, lane, askedAt, run?.startsAt ?? null) : at(8 * 60);
    const [primary = '', backup = ''] = people.carriers.get(door.unitId) ?? [];
    // One helper holds at most a dozen; the second takes every other one.
    const owner = asked.sequence % 2 === 0 ? primary : backup;
    const clerk = people.accounts.get('clerk') ?? null;
    const byResident = channel === 'resident_page' && asked.asker?.smartphone === true;
    const steward = channel === 'door_to_door';
    const askedAs = byResident ? 'resident' : steward ? 'grid_worker' : 'clerk';
    const recorder = byResident ? null : steward ? (people.accounts.get('grid1') ?? null) : clerk;
    const goods: GoodsClass = wish.goods ?? 'ordinary';

    let state: State = 'asked';
    let enteredAt = askedAt;
    const addEvent = (move: MoveName, from: State | null, to: State, minutes: number, by: string | null, role: string) =>
      add('request_event', {
        event_id: newId(),
        request_id,
        household_id,
        move,
        from_state: from,
        to_state: to,
        by_id: by,
        by_role: role,
        owner_id: ['offered', 'accepted', 'carrying'].includes(to) ? owner : null,
        reason: move === 'fail' ? 'nobody_answered' : null,
        move_id: newId(),
        at: at(minutes),
      });
    addEvent('ask', null, 'asked', 0, byResident ? (asked.asker?.personId ?? null) : recorder, askedAs);
    const times: Partial<Record<MoveName, string>> = {};
    for (const [move, minutes] of asked.way) {
      // Nothing is fetched for what has no bag.
      if (move === 'fetch' && !hasGoods(kind)) continue;
      const { to } = life[move];
      if (to === null) continue;
      const atDesk = move === 'sort' || move === 'offer';
      const byHousehold = move === 'confirm' && byResident;
      const by = atDesk || (move === 'confirm' && !byHousehold) ? clerk : byHousehold ? (asked.asker?.personId ?? null) : owner;
      const role = atDesk || (move === 'confirm' && !byHousehold) ? 'clerk' : byHousehold ? 'resident' : 'volunteer';
      addEvent(move, state, to, minutes, by, role);
      state = to;
      enteredAt = at(minutes);
      times[move] = enteredAt;
    }
    add('request', {
      request_id,
      number: `${askedAt.slice(5, 7)}${askedAt.slice(8, 10)}-${10_000 + ((asked.sequence * 7919) % 89_989)}`,
      household_id,
      unit_id: door.unitId,
      building_id: door.building.buildingId,
      compound_id: door.building.compoundId,
      grid_id: door.building.gridId,
      area_id: door.building.areaId,
      kind,
      lane,
      urgency: asked.urgency,
      channel,
      goods_class: goods,
      state,
      grams,
      minutes: estimateMinutes(kind, grams),
      run_id: run?.runId ?? null,
      asked_by: asked.asker?.personId ?? null,
      asked_as: askedAs,
      recorded_by: recorder,
      asked_at: askedAt,
      answered_at: times.sort ?? null,
      due_at: dueAt,
      act_by:
        actBy(houseClocks, state, lane, enteredAt, dueAt) === null
          ? null
          : actBy(houseClocks, state, lane, now.toISOString(), dueAt),
      owner_id: ['offered', 'accepted', 'carrying'].includes(state) ? owner : null,
      offered_at: times.offer ?? null,
      accepted_at: times.accept ?? null,
      delivered_at: times.deliver ?? null,
      closed_at: times.confirm ?? null,
      problem: state === 'problem' ? 'nobody_answered' : null,
    });
    add('request_words', {
      request_id,
      items,
      note: wish.note ?? null,
      pasted:
        channel === 'pasted_text'
          ? `${door.building.label.replace('号楼', '')}-${door.door} ${wish.items.map(item => item.join('')).join('，')}${wish.note ? `，${wish.note}` : ''} 谢谢`
          : null,
    });
    if (hasGoods(kind) && times.fetch !== undefined) addBag();
    if (state === 'served') {
      add('rating', {
        rating_id: newId(),
        request_id,
        verdict: asked.sequence % 9 === 0 ? 'so_so' : 'satisfied',
        by_id: byResident ? (asked.asker?.personId ?? null) : clerk,
        by_role: byResident ? 'resident' : 'clerk',
        at: times.confirm,
      });
    }
    if (state === 'delivered' && asked.asker?.smartphone === false) {
      add('call_back', {
        call_back_id: newId(),
        household_id,
        request_id,
        reason: 'after_delivery',
        due_at: at(300),
        made_at: times.deliver,
      });
    }

    function addBag(): void {
      const bag_id = newId();
      const atDoor = times.deliver !== undefined;
      const skips = maySkipDisinfection(goods);
      const step = (name: string, minutes: number, by: string | null, role: string, agent: string | null = null) =>
        add('custody', {
          custody_id: newId(),
          bag_id,
          request_id,
          step: name,
          by_id: by,
          by_role: role,
          agent,
          contact_minutes: agent === null ? null : agent === 'wiped' ? 0 : 15,
          move_id: newId(),
          at: at(minutes),
        });
      const fetched = asked.way.find(([move]) => move === 'fetch')?.[1] ?? 0;
      add('bag', {
        bag_id,
        request_id,
        label: bagLabel(String(rows.get('request')?.at(-1)?.number), 0),
        step: atDoor ? 'door' : asked.sequence % 2 === 0 ? 'gate' : 'disinfected',
        goods_class: goods,
        grams,
        paid_fen: 1200 + chance.upTo(9000),
        problem: state === 'problem' ? 'nobody_answered' : null,
        made_at: at(fetched - 10),
      });
      step('packed', fetched - 10, people.accounts.get('supply') ?? null, 'supply');
      step('gate', fetched, owner, 'volunteer');
      if (atDoor || asked.sequence % 2 === 1)
        step('disinfected', fetched + 8, owner, 'volunteer', skips ? 'wiped' : 'chlorine_500');
      if (atDoor) step('door', asked.way.find(([move]) => move === 'deliver')?.[1] ?? 0, owner, 'volunteer');
    }
  }
}
