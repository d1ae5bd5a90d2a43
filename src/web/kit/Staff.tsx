// The way into every staff seat: who is signed in, else the sign-in, then a password of one's own; signing out leaves nothing behind.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AnswerOf } from '../../api/endpoint.ts';
import type { changePassword, signIn, signOut, whoAmI } from '../../api/session.ts';
import { Button } from './Button.tsx';
import { call, type Refused } from './call.ts';
import { Dialog } from './Dialog.tsx';
import { TextInput } from './Field.tsx';
import { forgetDrafts, useMove } from './moves.ts';
import { ErrorNote, Waiting } from './Note.tsx';
import { SignIn } from './SignIn.tsx';
import { setTimeZone } from './time.ts';
import { sayKit } from './words.ts';

export type Me = AnswerOf<typeof whoAmI>;

interface StaffProps {
  /** Name of the seat, over the sign-in. */
  seat: string;
  /** `leave` ends the session; pages add what they keep on the device to it. */
  children: (me: Me, leave: () => Promise<void>) => ComponentChildren;
}

export function Staff({ seat, children }: StaffProps) {
  const [me, setMe] = useState<Me>();
  const [refusal, setRefusal] = useState<Refused>();
  const [starting, setStarting] = useState(true);

  const look = async () => {
    setStarting(true);
    const outcome = await call<typeof whoAmI>('GET', '/api/v1/me');
    setStarting(false);
    setRefusal(outcome.ok ? undefined : outcome.refusal);
    if (outcome.ok && outcome.answer.kind === 'staff') setMe(outcome.answer);
  };
  useEffect(() => void look(), []);

  const leave = async () => {
    await call<typeof signOut>('DELETE', '/api/v1/sessions/current');
    forgetDrafts();
    setRefusal(undefined);
    setMe(undefined);
  };

  if (me !== undefined) {
    setTimeZone(me.timeZone);
    return me.mustChangePassword ? <OwnPassword onDone={() => void look()} /> : children(me, leave);
  }
  if (starting) return <Waiting />;
  const noAnswer = refusal !== undefined && refusal.status !== 401 && refusal.status !== 403;
  if (noAnswer) {
    return (
      <main class="k-page" data-narrow>
        <ErrorNote refusal={refusal} onRetry={() => void look()} />
      </main>
    );
  }
  return <SignIn<Me> seat={seat} because={refusal} signIn={openSession} onDone={setMe} />;
}

interface SignInAgainProps {
  seat: string;
  me: Me;
  /** Why the session ended; undefined while it has not. */
  because: Refused | undefined;
  onDone: () => void;
}

/** The password is asked over the page, so nothing typed is lost; another person must not go on in the first one's page. */
export function SignInAgain({ seat, me, because, onDone }: SignInAgainProps) {
  return (
    <Dialog open={because !== undefined} title={sayKit('sign_in.again')} onClose={() => location.reload()}>
      <SignIn<Me>
        seat={seat}
        because={because}
        signIn={openSession}
        onDone={next => (next.personId === me.personId ? onDone() : location.reload())}
      />
    </Dialog>
  );
}

function openSession({ name, password, code }: { name: string; password: string; code?: string | undefined }) {
  return call<typeof signIn>('POST', '/api/v1/sessions', {
    body: { name, password, ...(code !== undefined && { secondFactorCode: code }) },
  });
}

function OwnPassword({ onDone }: { onDone: () => void }) {
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const change = useMove(
    (_id, passwords: { old: string; new: string }) =>
      call<typeof changePassword>('POST', '/api/v1/me/password', { body: passwords }),
    onDone,
  );
  return (
    <main class="k-page" data-narrow>
      <form
        class="k-stack"
        onSubmit={event => {
          event.preventDefault();
          void change.send({ old, new: next });
        }}
      >
        <h1>{sayKit('password.title')}</h1>
        <TextInput
          big
          type="password"
          label={sayKit('password.old')}
          value={old}
          onText={setOld}
          autocomplete="current-password"
        />
        <TextInput big type="password" label={sayKit('password.new')} value={next} onText={setNext} autocomplete="new-password" />
        <ErrorNote refusal={change.refusal} />
        <Button look="main" big wide type="submit" busy={change.sending} disabled={next.length < 10}>
          {sayKit('password.save')}
        </Button>
      </form>
    </main>
  );
}
