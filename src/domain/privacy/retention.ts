// What is destroyed with what after a stand-down, and when: every table of the database stands here, or says why it stays.

/** In the order of destruction. A class is never due later than one behind it: its rows may hang on theirs. */
export const dataClasses = ['access', 'sensitive', 'words', 'work', 'people'] as const;
export type DataClass = (typeof dataClasses)[number];

/** Days after the stand-down, unless the lead says otherwise; a claim about goods or money needs the work for a month. */
export const defaultDays: Readonly<Record<DataClass, number>> = { access: 0, sensitive: 0, words: 7, work: 30, people: 30 };
export const mostDays = 365;

export const holdSubjects = ['household', 'request', 'person'] as const;
export type HoldSubject = (typeof holdSubjects)[number];

export interface Destroyed {
  readonly class: DataClass;
  /** The columns that say whom or what a row is about: a legal hold on one of them keeps the row. */
  readonly about: Readonly<Partial<Record<HoldSubject, string>>>;
  /** The column that names a file on the disk. */
  readonly file?: string;
}

const household = { household: 'household_id' } as const;
const request = { request: 'request_id' } as const;
const person = { person: 'person_id' } as const;
const nobody = {} as const;

export const destroyedTables: Readonly<Record<string, Destroyed>> = {
  door_code: { class: 'access', about: nobody },
  one_time_code: { class: 'access', about: nobody },
  first_link: { class: 'access', about: nobody },

  care_record: { class: 'sensitive', about: { ...household, ...person } },
  care_check: { class: 'sensitive', about: household },
  care_step: { class: 'sensitive', about: nobody },
  survey: { class: 'sensitive', about: nobody },
  survey_building: { class: 'sensitive', about: nobody },
  survey_door: { class: 'sensitive', about: household },
  zone_fact: { class: 'sensitive', about: nobody },

  request_words: { class: 'words', about: request },
  call_back_words: { class: 'words', about: nobody },
  late_move_words: { class: 'words', about: nobody },
  notice: { class: 'words', about: nobody },
  phone_call: { class: 'words', about: nobody },
  missed_call: { class: 'words', about: nobody },
  channel_sender: { class: 'words', about: household },
  channel_message: { class: 'words', about: request, file: 'media_file_id' },
  channel_fetch: { class: 'words', about: nobody },
  channel_reply: { class: 'words', about: nobody },
  chat_group: { class: 'words', about: nobody },
  chat_sheet: { class: 'words', about: nobody },
  paste: { class: 'words', about: nobody },
  paste_row: { class: 'words', about: { ...household, ...request } },
  reading_fix: { class: 'words', about: nobody },
  voice_note: { class: 'words', about: { ...household, ...request }, file: 'voice_note_id' },
  file: { class: 'words', about: request, file: 'file_id' },

  request: { class: 'work', about: { ...household, ...request } },
  request_event: { class: 'work', about: { ...household, ...request } },
  bag: { class: 'work', about: request },
  custody: { class: 'work', about: request },
  rating: { class: 'work', about: request },
  call_back: { class: 'work', about: { ...household, ...request } },
  contact: { class: 'work', about: household },
  late_move: { class: 'work', about: { ...household, ...request } },
  late_move_seen: { class: 'work', about: nobody },
  receipt: { class: 'work', about: nobody },
  round: { class: 'work', about: nobody },
  round_stop: { class: 'work', about: request },
  handover: { class: 'work', about: nobody },
  handover_bag: { class: 'work', about: nobody },
  lot_recall: { class: 'work', about: nobody },
  plan: { class: 'work', about: nobody },
  plan_part: { class: 'work', about: nobody },
  exit_permit: { class: 'work', about: household },
  sub_area: { class: 'work', about: nobody },
  sub_area_door: { class: 'work', about: household },

  resident: { class: 'people', about: { ...household, ...person } },
  care_right: { class: 'people', about: person },
  helper: { class: 'people', about: person },
  binding: { class: 'people', about: person },
  extension: { class: 'people', about: person },
  role_grant: { class: 'people', about: person },
  account: { class: 'people', about: person },
  session: { class: 'people', about: person },
  person: { class: 'people', about: person },
};

/** Tables that stay, and why. */
export const keptTables: Readonly<Record<string, string>> = {
  community: 'a place',
  area: 'a place',
  grid: 'a place',
  compound: 'a place',
  building: 'a place',
  unit: 'a place',
  household: 'a place; what was heard from it is taken off',
  zone: 'orders with their numbers; those about a single household go with the work',
  zone_policy: 'rules of levels',
  run: 'what could be carried, without names',
  travel_times: 'seconds from place to place',
  word_alias: 'words for goods',
  channel_setting: 'how the program is set up',
  audit: 'who did what, by ids without names, for three years',
  stand_down: 'what was closed, and when',
  destruction: 'what was destroyed, and when',
  legal_hold: 'what must be kept, and who says so',
  kept_figure: 'counts about at least five households each',
  certificate: 'the proof',
  cailanzi_migration: 'how the database came to its form',
};

/** The first class that would go later than one behind it; null when the days are in order. */
export function outOfOrder(days: Readonly<Record<DataClass, number>>): DataClass | null {
  return dataClasses.find((one, at) => dataClasses.slice(at + 1).some(later => days[one] > days[later])) ?? null;
}

export interface Reference {
  readonly child: string;
  readonly parent: string;
}

/** Tables in an order in which each comes before those it refers to. A table that refers to itself is no obstacle. */
export function childrenFirst(tables: readonly string[], references: readonly Reference[]): string[] {
  const waiting = new Set(tables);
  const order: string[] = [];
  while (waiting.size > 0) {
    const free = [...waiting].filter(
      table => !references.some(({ child, parent }) => parent === table && child !== table && waiting.has(child)),
    );
    if (free.length === 0) throw new Error(`tables refer to one another in a circle: ${[...waiting].join(', ')}`);
    for (const table of free) {
      waiting.delete(table);
      order.push(table);
    }
  }
  return order;
}
