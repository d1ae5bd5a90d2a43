// The daily runs of a compound: when each leaves, until when one may ask, how much it carries.
import { useState } from 'preact/hooks';
import type { setRunPlan } from '../../../api/dispatch.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextInput } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { serverNow } from '../../kit/now.ts';
import { clockTime, isoDay } from '../../kit/time.ts';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { say } from '../words.ts';
import type { Run } from './run.ts';

interface Typed {
  readonly time: string;
  readonly cutoff: string;
  readonly requests: string;
  readonly kilos: string;
  readonly minutes: string;
}

const usual: Typed = { time: '17:00', cutoff: '60', requests: '60', kilos: '600', minutes: '360' };

/** The plan as it stands now, read off the last day that is laid out. */
function planFrom(runs: readonly Run[]): Typed[] {
  const last = runs
    .map(run => isoDay(run.startsAt))
    .sort()
    .at(-1);
  return runs
    .filter(run => isoDay(run.startsAt) === last)
    .map(run => ({
      time: clockTime(run.startsAt),
      cutoff: String(Math.round((Date.parse(run.startsAt) - Date.parse(run.cutoffAt)) / 60_000)),
      requests: String(run.capacityRequests),
      kilos: String(run.capacityGrams / 1000),
      minutes: String(run.capacityMinutes),
    }));
}

function whole(text: string, most: number): number | undefined {
  const value = Number(text);
  return /^\d+(\.\d+)?$/.test(text.trim()) && value <= most ? Math.round(value) : undefined;
}

function readPlan(rows: readonly Typed[]) {
  const plan = rows.map(row => {
    const match = /^(\d\d):(\d\d)$/.exec(row.time);
    const startsAtMinute = match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
    const cutoffMinutesBefore = whole(row.cutoff, 1440);
    const capacityRequests = whole(row.requests, 100_000);
    const kilos = Number(row.kilos);
    const capacityGrams = kilos >= 0 && kilos <= 1_000_000 ? Math.round(kilos * 1000) : undefined;
    const capacityMinutes = whole(row.minutes, 1_000_000);
    if (
      startsAtMinute === undefined ||
      cutoffMinutesBefore === undefined ||
      capacityRequests === undefined ||
      capacityGrams === undefined ||
      capacityMinutes === undefined
    )
      return undefined;
    return { startsAtMinute, cutoffMinutesBefore, capacityRequests, capacityGrams, capacityMinutes };
  });
  return plan.every(one => one !== undefined) ? plan : undefined;
}

interface RunPlanProps {
  compoundId: string;
  name: string;
  runs: readonly Run[];
  onClose: () => void;
  onDone: () => void;
}

export function RunPlan({ compoundId, name, runs, onClose, onDone }: RunPlanProps) {
  const [rows, setRows] = useState<readonly Typed[]>(() => planFrom(runs));
  const [fromOn, setFromOn] = useState(isoDay(serverNow()));
  const plan = readPlan(rows);
  const change = (at: number, part: Partial<Typed>) =>
    setRows(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  const put = useMove<Record<string, never>, unknown>(
    () =>
      call<typeof setRunPlan>('PUT', '/api/v1/compounds/{compoundId}/runs', {
        params: { compoundId },
        body: { fromOn, runs: plan ?? [] },
      }),
    onDone,
  );
  return (
    <Dialog
      open
      wide
      title={say('plan.title', { name })}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('cancel')}</Button>
          <Button look="main" busy={put.sending} disabled={!plan} onPress={() => put.send({})}>
            {say('plan.save')}
          </Button>
        </>
      }
    >
      <div class="k-stack">
        <TextInput label={say('plan.from')} type="date" value={fromOn} onText={setFromOn} />
        <ul class="desk-plan">
          {rows.map((row, index) => (
            <li key={index}>
              <TextInput label={say('plan.time')} type="time" value={row.time} onText={time => change(index, { time })} />
              <TextInput
                label={say('plan.cutoff')}
                inputMode="numeric"
                value={row.cutoff}
                onText={cutoff => change(index, { cutoff })}
              />
              <TextInput
                label={say('plan.requests')}
                inputMode="numeric"
                value={row.requests}
                onText={requests => change(index, { requests })}
              />
              <TextInput
                label={say('plan.kilos')}
                inputMode="decimal"
                value={row.kilos}
                onText={kilos => change(index, { kilos })}
              />
              <TextInput
                label={say('plan.minutes')}
                inputMode="numeric"
                value={row.minutes}
                onText={minutes => change(index, { minutes })}
              />
              <Button
                look="plain"
                label={say('plan.remove', { time: row.time })}
                onPress={() => setRows(rows.filter((_, at) => at !== index))}
              >
                <Glyph name="close" />
              </Button>
            </li>
          ))}
        </ul>
        {!plan && <p class="k-problem">{say('plan.wrong')}</p>}
        {rows.length < 12 && (
          <Button onPress={() => setRows([...rows, rows.at(-1) ?? usual])}>
            <Glyph name="plus" />
            {say('plan.add')}
          </Button>
        )}
        <p class="k-quiet k-small">{say('plan.line')}</p>
        <ErrorNote refusal={put.refusal} />
      </div>
    </Dialog>
  );
}
