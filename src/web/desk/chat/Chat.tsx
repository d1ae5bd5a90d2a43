// The page for pasted chats: the box, what was pasted before, one text that is open, what was learned; and the strip that calls when somebody is in danger.
import type { listPastes } from '../../../api/paste.ts';
import { Button } from '../../kit/Button.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { Loaded } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { call } from '../call.ts';
import { addressOfPlace, go } from '../route.ts';
import './chat.css';
import { Learned } from './Learned.tsx';
import { OnePaste } from './OnePaste.tsx';
import { PasteBox } from './PasteBox.tsx';
import { sayChat } from './words.ts';

const usePastes = () =>
  useResource('pastes', signal => call<typeof listPastes>('GET', '/api/v1/pastes', {}, { signal }), ['pastes']);

export function Chat({ open }: { open: string | undefined }) {
  if (open === 'learned') return <Learned />;
  if (open !== undefined) return <OnePaste pasteId={open} />;
  return <Before />;
}

function Before() {
  const pastes = usePastes();
  return (
    <div class="desk-page">
      <header class="desk-page-head">
        <div>
          <h1>{sayChat('title')}</h1>
          <p class="k-quiet">{sayChat('lead')}</p>
        </div>
        <Button onPress={() => go('chat', ['learned'])}>{sayChat('learned')}</Button>
      </header>
      <PasteBox />
      <section class="desk-pastes">
        <h2>{sayChat('list.title')}</h2>
        <Loaded of={pastes} lines={3}>
          {value =>
            value.pastes.length === 0 ? (
              <p class="k-quiet">{sayChat('list.none')}</p>
            ) : (
              <ul>
                {value.pastes.map(one => (
                  <li key={one.pasteId}>
                    <a href={addressOfPlace('chat', one.pasteId)}>
                      <b>{one.groupName || sayChat('paste.no_group')}</b>
                      <span>{one.open > 0 ? sayChat('list.open', { n: one.open }) : sayChat('list.all_done')}</span>
                      <small class="k-quiet">
                        {sayChat('list.rows', { n: one.rows })} · <TimeAgo at={one.pastedAt} />
                      </small>
                    </a>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
    </div>
  );
}

/** On every page of the desk, until the door is known and it is asked for, or somebody has said that it was nothing. */
export function Alarms() {
  const { value } = usePastes();
  if (!value || value.alarms.length === 0) return null;
  return (
    <div class="desk-alarms" role="alert">
      {value.alarms.map(alarm => (
        <p key={alarm.pasteRowId} class="k-row">
          <Glyph name="late" size={1.25} />
          <b>{sayChat('alarm.title')}</b>
          <span class="k-grow">{alarm.text}</span>
          <TimeAgo at={alarm.since} />
          <a href={addressOfPlace('chat', alarm.pasteId)}>{sayChat('alarm.open')}</a>
        </p>
      ))}
    </div>
  );
}
