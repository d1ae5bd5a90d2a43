// What people put right in readings, to look through and to take out as a sheet, and the words this community has for things.
import { useState } from 'preact/hooks';
import type { listReadingFixes, setWordAlias } from '../../../api/paste.ts';
import { Button } from '../../kit/Button.tsx';
import type { Refused } from '../../kit/call.ts';
import { TextInput } from '../../kit/Field.tsx';
import { ErrorNote, Loaded } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { call } from '../call.ts';
import { download } from '../people/download.ts';
import { go } from '../route.ts';
import { sayChat } from './words.ts';

const fields = ['kind', 'category', 'urgency', 'items', 'door', 'name', 'phone'] as const;

export function Learned() {
  const fixes = useResource('reading-fixes', signal =>
    call<typeof listReadingFixes>('GET', '/api/v1/reading-fixes', {}, { signal }),
  );
  const [said, setSaid] = useState('');
  const [means, setMeans] = useState('');
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const set = async (word: string, to: string | null) => {
    const outcome = await call<typeof setWordAlias>('PUT', '/api/v1/word-aliases', { body: { said: word, means: to } });
    setRefusal(outcome.ok ? undefined : outcome.refusal);
    if (outcome.ok) fixes.refetch();
    return outcome.ok;
  };
  return (
    <div class="desk-page">
      <header class="desk-page-head">
        <h1>{sayChat('learned.title')}</h1>
        <Button onPress={() => go('chat')}>{sayChat('back')}</Button>
      </header>
      <ErrorNote refusal={refusal} />
      <Loaded of={fixes} lines={6}>
        {({ aliases, fixes: rows }) => (
          <>
            <section>
              <h2>{sayChat('alias.title')}</h2>
              <p class="k-quiet">{aliases.length === 0 ? sayChat('alias.none') : sayChat('alias.lead')}</p>
              <ul class="desk-aliases">
                {aliases.map(alias => (
                  <li key={alias.said}>
                    {alias.said} = <b>{alias.means}</b>
                    <Button
                      look="plain"
                      label={sayChat('alias.drop', { said: alias.said })}
                      onPress={() => set(alias.said, null)}
                    >
                      ×
                    </Button>
                  </li>
                ))}
              </ul>
              <form
                class="desk-fix-line"
                onSubmit={async event => {
                  event.preventDefault();
                  if (said.trim() === '' || means.trim() === '' || !(await set(said.trim(), means.trim()))) return;
                  setSaid('');
                  setMeans('');
                }}
              >
                <TextInput label={sayChat('alias.said')} value={said} maxLength={12} onText={setSaid} />
                <TextInput label={sayChat('alias.means')} value={means} maxLength={60} onText={setMeans} />
                <Button type="submit">{sayChat('alias.add')}</Button>
              </form>
            </section>
            <section>
              <header class="k-row" data-spread>
                <h2>{sayChat('learned')}</h2>
                <Button
                  disabled={rows.length === 0}
                  onPress={async () => setRefusal(await download('/api/v1/reading-fixes/export', {}, 'fixes.csv'))}
                >
                  {sayChat('learned.export')}
                </Button>
              </header>
              <p class="k-quiet">{sayChat(rows.length === 0 ? 'learned.none' : 'learned.lead')}</p>
              {rows.length > 0 && (
                <div class="desk-chat-wide">
                  <table class="k-table">
                    <thead>
                      <tr>
                        {(['on', 'field', 'said', 'before', 'after'] as const).map(column => (
                          <th key={column} scope="col">
                            {sayChat(`learned.${column}`)}
                          </th>
                        ))}
                      </tr>
                    </thead>
                    <tbody>
                      {rows.map((fix, index) => {
                        const field = fields.find(one => one === fix.field);
                        return (
                          <tr key={index}>
                            <td>{fix.on}</td>
                            <td>{field ? sayChat(`field.${field}`) : fix.field}</td>
                            <td>{fix.said}</td>
                            <td>{fix.before}</td>
                            <td>{fix.after}</td>
                          </tr>
                        );
                      })}
                    </tbody>
                  </table>
                </div>
              )}
            </section>
          </>
        )}
      </Loaded>
    </div>
  );
}
