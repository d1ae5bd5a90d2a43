// Writing down at the door what a household needs: kind, a line for each thing, done.
import { useState } from 'preact/hooks';
import type { askRequest } from '../../api/request.ts';
import { type Kind, kinds, type Urgency, urgencies } from '../../domain/request/kind.ts';
import { Button } from '../kit/Button.tsx';
import { call, type SendsBy } from '../kit/call.ts';
import { Dialog } from '../kit/Dialog.tsx';
import { LongText } from '../kit/Field.tsx';
import { useDraft, useMove } from '../kit/moves.ts';
import { ErrorNote } from '../kit/Note.tsx';
import { nameOf } from '../kit/names.ts';
import { poke } from '../kit/resource.ts';
import { Segments } from '../kit/Settings.tsx';
import { toast } from '../kit/Toast.tsx';
import { dayTime } from '../kit/time.ts';
import type { Household } from './Doors.tsx';
import { madeAt } from './when.ts';
import { say } from './words.ts';

type Asked = SendsBy<typeof askRequest>['body'];
type Item = NonNullable<Asked['items']>[number];

/** `土豆 3 斤` → name, quantity, unit; a line without a number is a name. */
export function readLine(line: string): Item | undefined {
  const text = line.trim();
  if (text === '') return undefined;
  const found = /^(.*?)[\s,，]*(\d+(?:\.\d{1,2})?)\s*([^\d\s]{0,6})$/u.exec(text);
  const name = found?.[1]?.trim() ?? '';
  if (found === null || name === '') return { name: text.slice(0, 60), quantity: null, unit: null };
  return { name: name.slice(0, 60), quantity: Number(found[2]), unit: found[3] === '' ? null : (found[3] ?? null) };
}

const blank = { kind: 'groceries' as Kind, urgency: 'normal' as Urgency, lines: '' };

export function AskAtDoor({ household, onClose }: { household: Household; onClose: () => void }) {
  const [draft, setDraft, clear] = useDraft(`door:${household.householdId}`, blank);
  const [runId, setRunId] = useState<string>();
  const ask = useMove(
    (id, body: Omit<Asked, 'id'>) =>
      call<typeof askRequest>('POST', '/api/v1/requests', { body: { ...body, id, happenedAt: madeAt(id) } }),
    answer => {
      clear();
      toast(say('ask.sent', { number: answer.number }));
      poke('doors');
      onClose();
    },
  );
  const send = (run = runId) => {
    const items = draft.lines.split('\n').flatMap(line => readLine(line) ?? []);
    void ask.send({
      householdId: household.householdId,
      kind: draft.kind,
      urgency: draft.urgency,
      channel: 'door_to_door',
      items: items.map(item => ({ ...item, substitution: draft.kind === 'medicine' ? 'none' : 'ask' })),
      ...(run !== undefined && { runId: run }),
    });
  };
  const nextRun = ask.refusal?.facts?.nextRunId;
  const nextAt = ask.refusal?.facts?.nextStartsAt;
  return (
    <Dialog open wide title={say('ask.title', { door: household.door })} onClose={onClose}>
      <div class="k-stack">
        <div class="f-kinds">
          {kinds.map(kind => (
            <Button key={kind} big pressed={draft.kind === kind} onPress={() => setDraft({ ...draft, kind })}>
              {nameOf(`kind.${kind}`)}
            </Button>
          ))}
        </div>
        <LongText
          big
          label={say('ask.items')}
          hint={say(draft.kind === 'medicine' ? 'ask.items_hint.medicine' : 'ask.items_hint')}
          value={draft.lines}
          rows={3}
          onText={lines => setDraft({ ...draft, lines })}
        />
        <Segments
          label={nameOf('move.ask')}
          quietLabel
          options={urgencies.map(value => ({ value, text: nameOf(`urgency.${value}`) }))}
          value={draft.urgency}
          onPick={urgency => setDraft({ ...draft, urgency })}
        />
        <ErrorNote refusal={ask.refusal} onRetry={ask.refusal?.status === 0 ? ask.retry : undefined} />
        {typeof nextRun === 'string' && typeof nextAt === 'string' && (
          <Button
            big
            wide
            onPress={() => {
              setRunId(nextRun);
              send(nextRun);
            }}
          >
            {say('ask.next_run', { time: dayTime(nextAt) })}
          </Button>
        )}
        <Button
          look="main"
          big
          wide
          busy={ask.sending}
          disabled={draft.lines.trim() === '' && draft.kind !== 'rubbish'}
          onPress={() => send()}
        >
          {say('ask.send')}
        </Button>
      </div>
    </Dialog>
  );
}
