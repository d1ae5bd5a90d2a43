// The paste box: a group is chosen or kept, the browser says at once what the text looks like, the server reads it against the doors.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { listChatGroups, pasteText } from '../../../api/paste.ts';
import { mostText } from '../../../domain/intake/heard.ts';
import { Button } from '../../kit/Button.tsx';
import { Select } from '../../kit/Field.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { useDraft, useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { poke, useResource } from '../../kit/resource.ts';
import { toast } from '../../kit/Toast.tsx';
import { call } from '../call.ts';
import { go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { GroupDialog } from './GroupDialog.tsx';
import { sayChat } from './words.ts';

export type Group = AnswerOf<typeof listChatGroups>['groups'][number];

export function PasteBox() {
  const { me, queue } = useSeat();
  const groups = useResource('chat-groups', signal => call<typeof listChatGroups>('GET', '/api/v1/chat-groups', {}, { signal }), [
    'chat-groups',
  ]);
  const list = groups.value?.groups ?? [];
  const [draft, setDraft, clear] = useDraft(`desk-chat:${me.personId}`, { text: '', group: undefined as string | undefined });
  const [editing, setEditing] = useState<Group | 'new' | undefined>(undefined);
  const box = useRef<HTMLTextAreaElement>(null);
  // The group that was used last stays until another is chosen.
  const chosen = draft.group === '' ? undefined : (list.find(one => one.chatGroupId === draft.group) ?? list[0]);
  const send = useMove<{ text: string; chatGroupId?: string }, AnswerOf<typeof pasteText>>(
    (id, body) => call<typeof pasteText>('POST', '/api/v1/pastes', { body: { id, ...body } }),
    answer => {
      if (!answer.isNew) toast(sayChat('taken.known'));
      else if (answer.unchanged > 0) toast(sayChat('taken.rows', { rows: answer.rows, same: answer.unchanged }));
      else toast(sayChat('taken.all', { rows: answer.rows }));
      if (answer.raised > 0) toast(sayChat('taken.raised', { n: answer.raised }));
      clear();
      poke('pastes');
      queue.refresh();
      go('chat', [answer.pasteId]);
    },
  );
  useEffect(() => box.current?.focus(), []);
  const submit = () => {
    if (draft.text.trim() === '') return box.current?.focus();
    void send.send({ text: draft.text, ...(chosen ? { chatGroupId: chosen.chatGroupId } : {}) });
  };
  useHotkeys([{ key: 'mod+enter', text: sayChat('box.read'), always: true, run: submit }]);
  return (
    <section class="desk-chat-box">
      <div class="desk-fix-line">
        {list.length > 0 && (
          <Select
            label={sayChat('box.group')}
            value={chosen?.chatGroupId ?? ''}
            options={list.map(one => ({ value: one.chatGroupId, text: one.name }))}
            onPick={group => setDraft(old => ({ ...old, group }))}
          />
        )}
        <Button
          pressed={chosen === undefined}
          onPress={() => setDraft(old => ({ ...old, group: chosen === undefined ? undefined : '' }))}
        >
          {sayChat('box.no_group')}
        </Button>
        {chosen && (
          <Button look="plain" onPress={() => setEditing(chosen)}>
            {sayChat('box.change_group')}
          </Button>
        )}
        <Button look="plain" onPress={() => setEditing('new')}>
          {sayChat('box.new_group')}
        </Button>
      </div>
      <div class="k-field">
        <label for="chat-text">{sayChat('box.text')}</label>
        <textarea
          ref={box}
          id="chat-text"
          class="k-input"
          value={draft.text}
          maxLength={mostText}
          placeholder={sayChat('box.hint')}
          onInput={event => {
            const text = event.currentTarget.value;
            setDraft(old => ({ ...old, text }));
          }}
        />
        {draft.text.length >= mostText && <p class="k-problem">{sayChat('box.too_long', { n: mostText })}</p>}
      </div>
      <Preview text={draft.text} group={chosen} />
      <ErrorNote refusal={send.refusal} onRetry={send.retry} />
      <div class="k-row">
        <Button look="main" busy={send.sending} disabled={draft.text.trim() === ''} hotkey="Ctrl ↵" onPress={submit}>
          {sayChat('box.read')}
        </Button>
      </div>
      {editing !== undefined && (
        <GroupDialog
          group={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
          onSaved={group => setDraft(old => ({ ...old, group }))}
        />
      )}
    </section>
  );
}

/** The same reader as on the server, without the doors of the community. */
function Preview({ text, group }: { text: string; group: Group | undefined }) {
  const [seen, setSeen] = useState<{ rows: number; asks: number; changes: number; talk: number } | undefined>(undefined);
  useEffect(() => {
    setSeen(undefined);
    if (text.trim() === '') return;
    let gone = false;
    const timer = setTimeout(async () => {
      const { readPasted } = await import('../../../domain/intake/envelope.ts');
      const context = {
        group: group?.name ?? null,
        building: group?.building?.name.replace(/(?:号楼|栋|幢|座)$/, ''),
        menu: group && group.menu.length > 0 ? group.menu : undefined,
      };
      const kinds = readPasted(text, context).flatMap(part =>
        part.type === 'sheet' ? part.sheet.rows.map(row => row.reading.kind) : [part.reading.kind],
      );
      const count = (...of: string[]) => kinds.filter(kind => of.includes(kind)).length;
      if (gone) return;
      setSeen({
        rows: count('jielong_line'),
        asks: count('free_request'),
        changes: count('correction', 'cancellation'),
        talk: count('chatter', 'announcement'),
      });
    }, 250);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [text, group]);
  return (
    <p class="k-quiet" aria-live="polite">
      {seen === undefined ? '\u00a0' : sayChat('box.preview', seen)}
    </p>
  );
}
