// My account: password, second factor, signing out.
import { useState } from 'preact/hooks';
import type { myCalls, setExtension } from '../../../api/call.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { beginSecondFactor, changePassword, confirmSecondFactor, dropSecondFactor } from '../../../api/session.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Note } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { QrCode } from '../../kit/QrCode.tsx';
import { poke, useResource } from '../../kit/resource.ts';
import { Settings } from '../../kit/Settings.tsx';
import { toast } from '../../kit/Toast.tsx';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';
import { say, sayList } from '../words.ts';

export function Account({ leave }: { leave: () => Promise<void> }) {
  const { me, may, unsent } = useSeat();
  const [sure, setSure] = useState(false);
  const waiting = unsent.entries.length;
  return (
    <div class="desk-page desk-account">
      <header class="desk-page-head">
        <h1>{me.name}</h1>
        <p class="k-quiet">
          {me.communityName} · {sayList(me.roles.map(role => nameOf(`role.${role}`)))}
        </p>
      </header>
      <Password />
      <SecondFactor />
      {may('myCalls') && <Extension />}
      <section>
        <h2>{sayKit('settings')}</h2>
        <Settings />
      </section>
      <section>
        <Button onPress={() => (waiting > 0 ? setSure(true) : leave())}>{sayKit('sign_out')}</Button>
      </section>
      {sure && (
        <Dialog
          open
          title={say('leave.title', { n: waiting })}
          onClose={() => setSure(false)}
          foot={
            <>
              <Button look="main" onPress={() => setSure(false)}>
                {say('leave.stay')}
              </Button>
              <Button look="danger" onPress={leave}>
                {sayKit('sign_out')}
              </Button>
            </>
          }
        >
          <p>{say('leave.line')}</p>
        </Dialog>
      )}
    </div>
  );
}

/** Where I sit: calls at this extension come up on my page. */
function Extension() {
  const mine = useResource('my-calls', signal => call<typeof myCalls>('GET', '/api/v1/me/calls', {}, { signal }), ['my-calls']);
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const number = typed ?? mine.value?.extension ?? '';
  const sit = useMove<{ extension: string | null }, unknown>(
    (_id, body) => call<typeof setExtension>('PUT', '/api/v1/me/extension', { body }),
    () => {
      setTyped(undefined);
      poke('my-calls');
      toast(say('account.extension_set'));
    },
  );
  return (
    <section class="k-stack">
      <h2>{say('account.extension')}</h2>
      <form
        class="k-row"
        onSubmit={event => {
          event.preventDefault();
          void sit.send({ extension: number.trim() === '' ? null : number.trim() });
        }}
      >
        <TextInput
          label={say('account.extension_number')}
          hint={say('account.extension_hint')}
          value={number}
          onText={setTyped}
          inputMode="numeric"
          maxLength={10}
        />
        <Button type="submit" busy={sit.sending} disabled={!/^[0-9]{0,10}$/.test(number.trim())}>
          {say('account.change')}
        </Button>
      </form>
      <ErrorNote refusal={sit.refusal} />
    </section>
  );
}

function Password() {
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const change = useMove<{ old: string; new: string }, unknown>(
    (_id, body) => call<typeof changePassword>('POST', '/api/v1/me/password', { body }),
    () => {
      setOld('');
      setNext('');
      toast(say('account.password_changed'));
    },
  );
  return (
    <section>
      <h2>{say('account.password')}</h2>
      <form
        class="k-stack"
        onSubmit={event => {
          event.preventDefault();
          void change.send({ old, new: next });
        }}
      >
        <TextInput label={say('account.old')} type="password" value={old} onText={setOld} autocomplete="current-password" />
        <TextInput
          label={say('account.new')}
          hint={say('account.new_hint')}
          type="password"
          value={next}
          onText={setNext}
          autocomplete="new-password"
        />
        <ErrorNote refusal={change.refusal} />
        <div>
          <Button type="submit" busy={change.sending} disabled={old === '' || next === ''}>
            {say('account.change')}
          </Button>
        </div>
      </form>
    </section>
  );
}

function SecondFactor() {
  const { me } = useSeat();
  // The page knows of its own changes before it is opened anew.
  const [set, setSet] = useState(me.secondFactor);
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const begin = useMove<Record<string, never>, AnswerOf<typeof beginSecondFactor>>(() =>
    call<typeof beginSecondFactor>('POST', '/api/v1/me/second-factor'),
  );
  const confirm = useMove<{ code: string }, unknown>(
    (_id, body) => call<typeof confirmSecondFactor>('PUT', '/api/v1/me/second-factor', { body }),
    () => {
      setSet(true);
      setCode('');
      begin.forget();
    },
  );
  const drop = useMove<{ password: string }, unknown>(
    (_id, body) => call<typeof dropSecondFactor>('DELETE', '/api/v1/me/second-factor', { body }),
    () => {
      setSet(false);
      setPassword('');
    },
  );
  const made = begin.state.is === 'done' ? begin.state.answer : undefined;
  return (
    <section class="k-stack">
      <h2>{say('account.second')}</h2>
      {set ? (
        <>
          <Note tone="leaf" glyph="served">
            {say('account.second_on')}
          </Note>
          <form
            class="k-row"
            onSubmit={event => {
              event.preventDefault();
              void drop.send({ password });
            }}
          >
            <TextInput
              label={say('account.old')}
              type="password"
              value={password}
              onText={setPassword}
              autocomplete="current-password"
            />
            <Button type="submit" look="danger" busy={drop.sending} disabled={password === ''}>
              {say('account.second_drop')}
            </Button>
          </form>
          <ErrorNote refusal={drop.refusal} />
        </>
      ) : made ? (
        <>
          <p>{say('account.second_scan')}</p>
          <div class="desk-qr">
            <QrCode text={made.uri} label={say('account.second')} size={12} />
          </div>
          <p class="k-small">
            {say('account.second_secret')} <code>{made.secret.replace(/(.{4})/g, '$1 ')}</code>
          </p>
          <form
            class="k-row"
            onSubmit={event => {
              event.preventDefault();
              void confirm.send({ code: code.trim() });
            }}
          >
            <TextInput
              label={say('account.second_code')}
              value={code}
              onText={setCode}
              inputMode="numeric"
              autocomplete="one-time-code"
              maxLength={6}
            />
            <Button type="submit" look="main" busy={confirm.sending} disabled={!/^\d{6}$/.test(code.trim())}>
              {sayKit('confirm')}
            </Button>
          </form>
          <ErrorNote refusal={confirm.refusal} />
        </>
      ) : (
        <>
          <p class="k-quiet">{say('account.second_off')}</p>
          <div>
            <Button busy={begin.sending} onPress={() => begin.send({})}>
              {say('account.second_begin')}
            </Button>
          </div>
          <ErrorNote refusal={begin.refusal} onRetry={begin.retry} />
        </>
      )}
    </section>
  );
}
