// The planner's goals as one table for people: what was aimed at, what the lines of this run say, and whether that is enough.

export type Line = Readonly<Record<string, unknown>>;

interface Goal {
  readonly goal: string;
  readonly line: string;
  readonly aim: string;
  /** The figures that are shown, as paths into the line. */
  readonly shown: readonly string[];
  /** The last of them is held against it. */
  readonly most?: number;
  readonly least?: number;
}

const compound = 'compound';
const goals: readonly Goal[] = [
  {
    goal: 'first plan of 574, ms of a core, p50 and p99',
    line: compound,
    aim: '≤ 50',
    shown: ['firstCpuMs.p50', 'firstCpuMs.p99'],
    most: 50,
  },
  {
    goal: 'final plan of 574, ms of a core, p50 and p99',
    line: compound,
    aim: '≤ 500',
    shown: ['finalCpuMs.p50', 'finalCpuMs.p99'],
    most: 500,
  },
  {
    goal: 'the given file: walking ÷ the reference, mean and worst',
    line: 'file',
    aim: '≤ 1.01, then < 1',
    shown: ['travelToReference.mean', 'travelToReference.max'],
    most: 1.01,
  },
  {
    goal: 'the given file: processor time ÷ the reference, mean and worst',
    line: 'file',
    aim: '≤ 0.01',
    shown: ['cpuToReference.mean', 'cpuToReference.max'],
    most: 0.01,
  },
  {
    goal: 'the given file: walking ÷ bound, mean and worst',
    line: 'file',
    aim: '-',
    shown: ['travelToBound.mean', 'travelToBound.max'],
  },
  {
    goal: 'the given file: rounds above the bound, mean and worst',
    line: 'file',
    aim: '≤ 1',
    shown: ['roundsAboveBound.mean', 'roundsAboveBound.max'],
    most: 1,
  },
  {
    goal: 'other seeds of the generator: walking ÷ bound',
    line: compound,
    aim: '-',
    shown: ['travelToBound.mean', 'travelToBound.max'],
  },
  {
    goal: 'other seeds of the generator: rounds above the bound',
    line: compound,
    aim: '≤ 1',
    shown: ['roundsAboveBound.mean', 'roundsAboveBound.max'],
    most: 1,
  },
  {
    goal: 'walking ÷ greedy by building',
    line: compound,
    aim: '< 1',
    shown: ['travelToByBuilding.mean', 'travelToByBuilding.max'],
    most: 1,
  },
  {
    goal: 'greedy by building: rounds above the bound',
    line: compound,
    aim: '-',
    shown: ['byBuildingRoundsAboveBound.mean', 'byBuildingRoundsAboveBound.max'],
  },
  {
    goal: 'shortest ÷ longest day; greedy by building',
    line: compound,
    aim: '-',
    shown: ['minToMaxLoad', 'byBuildingMinToMaxLoad'],
  },
  {
    goal: 'fair, every unit bound: longest day ÷ bound, mean and worst',
    line: 'compound, fair, bindings',
    aim: '≤ 1.05',
    shown: ['maxLoadToBound.mean', 'maxLoadToBound.max'],
    most: 1.05,
  },
  {
    goal: 'fair, every unit bound: people without a round',
    line: 'compound, fair, bindings',
    aim: '0',
    shown: ['idle'],
    most: 0,
  },
  {
    goal: 'fair, every unit bound: minutes ÷ unfair, mean and worst',
    line: 'minutes fair to unfair',
    aim: '≤ 1.05',
    shown: ['mean', 'max'],
    most: 1.05,
  },
  {
    goal: 'fair, few bound: longest day ÷ bound, mean and worst',
    line: 'compound, fair',
    aim: '-',
    shown: ['maxLoadToBound.mean', 'maxLoadToBound.max'],
  },
  {
    goal: 'soft binding: share carried by the primary',
    line: 'compound, soft bindings',
    aim: '≥ 0.95',
    shown: ['primaryShare'],
    least: 0.95,
  },
  { goal: 'soft binding: people per unit', line: 'compound, soft bindings', aim: '≤ 1.3', shown: ['peoplePerUnit'], most: 1.3 },
  {
    goal: 'urgent request, ms of a core, p50 and p99',
    line: 'urgent request',
    aim: '≤ 5',
    shown: ['cpuMs.p50', 'cpuMs.p99'],
    most: 5,
  },
  {
    goal: 'the same, every unit bound',
    line: 'urgent request, bindings',
    aim: '≤ 5',
    shown: ['cpuMs.p50', 'cpuMs.p99'],
    most: 5,
  },
  {
    goal: 'the same inside a district',
    line: 'urgent request in a district of 20 compounds',
    aim: '≤ 10',
    shown: ['cpuMs.p50', 'cpuMs.p99'],
    most: 10,
  },
  { goal: 'rounds changed by one urgent request', line: 'urgent request', aim: '≤ 1', shown: ['roundsChanged'], most: 1 },
  { goal: '114,800 requests cold: seconds of a core', line: 'district of 200', aim: '≤ 10', shown: ['cpuSeconds'], most: 10 },
  { goal: '114,800 requests cold: megabytes', line: 'district of 200', aim: '< 1000', shown: ['rssMb'], most: 999 },
  {
    goal: '10 × the work, × the time: from 574, from 5,740',
    line: 'growth ×10',
    aim: '≤ 11',
    shown: ['from5740', 'from574'],
    most: 11,
  },
  {
    goal: 'random problems; rules broken, by the independent judge',
    line: 'random problems',
    aim: '0',
    shown: ['problems', 'violations'],
    most: 0,
  },
];

function figure(line: Line, path: string): unknown {
  return path.split('.').reduce<unknown>((of, name) => (of as Line | undefined)?.[name], line);
}

/** Goals whose line is missing are told as not measured. */
export function goalTable(lines: readonly Line[]): string {
  const rows = goals.map(({ goal, line: name, aim, shown, most = Infinity, least = -Infinity }) => {
    const line = lines.find(one => one.name === name || (name === 'file' && String(one.name).startsWith('file')));
    const figures = line === undefined ? [] : shown.map(path => figure(line, path));
    if (figures.length === 0 || figures.some(one => typeof one !== 'number')) return `| ${goal} | ${aim} | not measured | |`;
    const last = figures.at(-1) as number;
    const met = aim === '-' ? '' : last <= most && last >= least ? 'yes' : 'no';
    return `| ${goal} | ${aim} | ${figures.join('; ')} | ${met} |`;
  });
  return ['| goal | aim | measured | met |', '|---|---|---|---|', ...rows].join('\n');
}
