// The whole field seat: from the phone's own copy at once, with or without signal; the sign-in only where nothing is kept.
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../kit/Button.tsx';
import { ErrorNote, Note, Waiting } from '../kit/Note.tsx';
import { type Me, Staff } from '../kit/Staff.tsx';
import { setTimeZone } from '../kit/time.ts';
import { sayKit } from '../kit/words.ts';
import './field.css';
import { admit, finishLeaving, leave, letOwnerIn, type PhoneState, talk, usePhone } from './phone.ts';
import { Seat } from './Seat.tsx';
import { useShell } from './shell.ts';
import { say } from './words.ts';

export function Field() {
  const phone = usePhone();
  const newer = useShell();
  if (phone.owner) setTimeZone(phone.owner.timeZone);
  if (phone.is === 'opening') return <Waiting />;
  if (phone.is === 'leaving') return <Leaving phone={phone} />;
  const { copy, owner } = phone;
  if (phone.is === 'in_use' && !phone.mustSignIn && copy && owner)
    return <Seat phone={phone} copy={copy} owner={owner} newer={newer} />;
  const unsent = phone.box.waiting.length;
  return (
    <>
      {phone.wiped && (
        <Note tone="squash" glyph="late">
          {say('wiped')}
        </Note>
      )}
      {unsent > 0 && (
        <Note tone="squash" glyph="waiting">
          {say('unsent.sign_in', { name: owner?.name ?? '', n: unsent })}
        </Note>
      )}
      <Staff seat={say('seat')}>{me => <Admit me={me} phone={phone} />}</Staff>
    </>
  );
}

const carriers: readonly string[] = ['steward', 'volunteer', 'property', 'grid_worker', 'grid_lead'];

/** Somebody has signed in: is it their phone, and is there something of somebody else's on it? */
function Admit({ me, phone }: { me: Me; phone: PhoneState }) {
  const [go, setGo] = useState(false);
  const carries = me.roles.some(role => carriers.includes(role));
  const { owner, box } = phone;
  const others = owner !== undefined && owner.personId !== me.personId && box.waiting.length > 0;
  const ready = carries && (!others || go);
  useEffect(() => {
    if (ready) void admit(me);
  }, [ready, me]);
  if (!ready || phone.refusal) {
    return (
      <main class="k-page k-stack" data-narrow>
        <h1>{say('seat')}</h1>
        {!carries ? (
          <Note tone="squash">{say('no_role')}</Note>
        ) : phone.refusal ? (
          <ErrorNote refusal={phone.refusal} onRetry={talk} />
        ) : (
          <>
            <Note tone="tomato" glyph="late">
              {say('others.unsent', { name: owner?.name ?? '', n: box.waiting.length })}
            </Note>
            <Button big wide look="danger" onPress={() => setGo(true)}>
              {say('others.drop', { n: box.waiting.length })}
            </Button>
          </>
        )}
        <Button big wide onPress={() => void (others ? letOwnerIn() : leave())}>
          {sayKit('sign_out')}
        </Button>
      </main>
    );
  }
  return <Waiting />;
}

function Leaving({ phone }: { phone: PhoneState }) {
  useEffect(() => {
    const go = () => void finishLeaving();
    go();
    window.addEventListener('online', go);
    return () => window.removeEventListener('online', go);
  }, []);
  return (
    <main class="k-page k-stack" data-narrow>
      <h1>{say('leaving.title')}</h1>
      <p>{say('leaving.text')}</p>
      {phone.refusal && <ErrorNote refusal={phone.refusal} onRetry={() => void finishLeaving()} />}
    </main>
  );
}
