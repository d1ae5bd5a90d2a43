// The first administrator of a program that was started empty: by the link that was printed once, names the community and themselves.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { makeFirstAdministrator } from '../../../api/session.ts';
import { Button } from '../../kit/Button.tsx';
import { call } from '../../kit/call.ts';
import { TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { fieldProblem } from '../../kit/refusal.ts';
import { say } from '../words.ts';

/** The token stands behind #, which no server sees before it is used; it stays there until it was, for a reload in between. */
export function readFirstLink(hash: string): string | undefined {
  return /^#first=([A-Za-z0-9_-]{64})$/.exec(hash)?.[1];
}

interface Answers {
  readonly communityName: string;
  readonly divisionCode: string;
  readonly personName: string;
  readonly name: string;
  readonly password: string;
}

export function FirstAdministrator({ token, onDone }: { token: string; onDone: () => void }) {
  const [answers, setAnswers] = useState<Answers>({
    communityName: '',
    divisionCode: '',
    personName: '',
    name: '',
    password: '',
  });
  const make = useMove(
    (_id, body: Answers & { token: string }) =>
      call<typeof makeFirstAdministrator>('POST', '/api/v1/first-administrator', { body }),
    (_me: AnswerOf<typeof makeFirstAdministrator>) => {
      history.replaceState(null, '', location.pathname);
      onDone();
    },
  );
  const field = (name: keyof Answers) => ({
    label: say(`first.${name}`),
    value: answers[name],
    onText: (text: string) => setAnswers(known => ({ ...known, [name]: text })),
    problem: fieldProblem(make.refusal, name),
    required: true,
    big: true,
  });
  return (
    <main class="k-page" data-narrow>
      <form
        class="k-stack"
        onSubmit={event => {
          event.preventDefault();
          void make.send({ ...answers, token });
        }}
      >
        <h1>{say('first.title')}</h1>
        <p class="k-quiet">{say('first.line')}</p>
        <TextInput {...field('communityName')} maxLength={60} autofocus />
        <TextInput {...field('divisionCode')} hint={say('first.divisionCode_hint')} inputmode="numeric" maxLength={12} />
        <TextInput {...field('personName')} maxLength={40} autocomplete="name" />
        <TextInput
          {...field('name')}
          hint={say('first.name_hint')}
          maxLength={40}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
        />
        <TextInput {...field('password')} hint={say('account.new_hint')} type="password" autocomplete="new-password" />
        <ErrorNote refusal={make.refusal} />
        <Button look="main" big wide type="submit" busy={make.sending}>
          {say('first.begin')}
        </Button>
      </form>
    </main>
  );
}
