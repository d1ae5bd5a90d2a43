// Staff sign in: name and password, then the one-time code when the account has a second factor.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from './Button.tsx';
import type { Outcome, Refused } from './call.ts';
import { TextInput } from './Field.tsx';
import mark from './mark.svg';
import { ErrorNote, Note } from './Note.tsx';
import './overlay.css';
import { sayRefusal } from './refusal.ts';
import { sayKit } from './words.ts';

export interface Credentials {
  readonly name: string;
  readonly password: string;
  readonly code?: string;
}

interface SignInProps<T> {
  seat: string;
  signIn: (credentials: Credentials) => Promise<Outcome<T>>;
  onDone: (answer: T) => void;
  /** Why the page asks: the session that ran out. */
  because?: Refused | undefined;
}

export function SignIn<T>({ seat, signIn, onDone, because }: SignInProps<T>) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | undefined>(undefined);
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const codeField = useRef<HTMLInputElement>(null);
  const asksCode = code !== undefined;
  useEffect(() => {
    if (asksCode) codeField.current?.focus();
  }, [asksCode]);

  const go = async () => {
    if (busy) return;
    setBusy(true);
    const outcome = await signIn({ name: name.trim(), password, ...(code ? { code: code.trim() } : {}) });
    setBusy(false);
    if (outcome.ok) return onDone(outcome.answer);
    // Not a mistake but the next step.
    if (outcome.refusal.code === 'second_factor_needed' && !code) {
      setCode('');
      return setRefusal(undefined);
    }
    setRefusal(outcome.refusal);
  };

  return (
    <div class="k-page">
      <main class="k-sign-in">
        <header>
          <img src={mark} width="56" height="56" alt="" />
          <h1>{seat}</h1>
          <p class="k-quiet">
            {sayKit('product.name')} · {sayKit('product.line')}
          </p>
        </header>
        {because && because.code !== 'not_signed_in' && !refusal && (
          <Note tone="squash" glyph="clock">
            {sayRefusal(because)}
          </Note>
        )}
        <form
          onSubmit={event => {
            event.preventDefault();
            void go();
          }}
        >
          {code === undefined ? (
            <>
              <TextInput
                label={sayKit('sign_in.name')}
                value={name}
                onText={setName}
                autocomplete="username"
                autocapitalize="none"
                spellcheck={false}
                autofocus
                required
                big
              />
              <TextInput
                label={sayKit('sign_in.password')}
                value={password}
                onText={setPassword}
                type="password"
                autocomplete="current-password"
                required
                big
              />
            </>
          ) : (
            <TextInput
              label={sayKit('sign_in.code')}
              hint={sayKit('sign_in.code_hint')}
              value={code}
              onText={setCode}
              inputMode="numeric"
              autocomplete="one-time-code"
              maxLength={8}
              required
              big
              refTo={codeField}
            />
          )}
          <ErrorNote refusal={refusal} />
          <Button type="submit" look="main" big wide busy={busy}>
            {sayKit('sign_in.go')}
          </Button>
          {asksCode && (
            <Button
              look="plain"
              onPress={() => {
                setCode(undefined);
                setPassword('');
                setRefusal(undefined);
              }}
            >
              {sayKit('sign_in.other_name')}
            </Button>
          )}
        </form>
      </main>
    </div>
  );
}
