// Opening the page of a home: door card, then the code sent to the registered telephone or read out by the clerk.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../api/endpoint.ts';
import type { confirmDoor, openDoor, sendOneTimeCode, whoAmI } from '../../api/session.ts';
import { Button } from '../kit/Button.tsx';
import { call } from '../kit/call.ts';
import { TextInput } from '../kit/Field.tsx';
import { useMove } from '../kit/moves.ts';
import { ErrorNote, Note } from '../kit/Note.tsx';
import { say } from './words.ts';

type Me = AnswerOf<typeof whoAmI>;
type Opened = AnswerOf<typeof openDoor>;

interface DoorProps {
  /** What openDoor answered, when the page came with a code in its address. */
  opened: Opened | undefined;
  onOpened: (opened: Opened) => void;
  onDone: (me: Me) => void;
}

export function Door({ opened, onOpened, onDone }: DoorProps) {
  return (
    <main class="k-page r-door" data-narrow>
      <h1>{say('door.title')}</h1>
      {opened === undefined ? <Card onOpened={onOpened} /> : <Confirm opened={opened} onDone={onDone} />}
    </main>
  );
}

function Card({ onOpened }: Pick<DoorProps, 'onOpened'>) {
  const [code, setCode] = useState('');
  const open = useMove(
    (_id, typed: string) => call<typeof openDoor>('POST', '/api/v1/doors/open', { body: { code: typed } }),
    onOpened,
  );
  return (
    <form
      class="k-stack"
      onSubmit={event => {
        event.preventDefault();
        if (code.trim() !== '') void open.send(code.trim());
      }}
    >
      <p class="k-large">{say('door.scan')}</p>
      <TextInput
        big
        label={say('door.type')}
        value={code}
        onText={setCode}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
      />
      <ErrorNote refusal={open.refusal} />
      <Button look="main" big wide type="submit" busy={open.sending}>
        {say('door.open')}
      </Button>
    </form>
  );
}

function Confirm({ opened, onDone }: { opened: Opened; onDone: (me: Me) => void }) {
  const [chosen, setChosen] = useState<Opened['telephones'][number] | 'read_out'>();
  const [code, setCode] = useState('');
  const send = useMove((_id, personId: string) =>
    call<typeof sendOneTimeCode>('POST', '/api/v1/doors/codes', { body: { personId } }),
  );
  const confirm = useMove(
    (_id, digits: string) => call<typeof confirmDoor>('POST', '/api/v1/doors/confirm', { body: { code: digits } }),
    onDone,
  );
  const answered = send.state.is === 'done' ? send.state.answer : undefined;
  return (
    <div class="k-stack">
      <p class="k-large">{say('door.this', { door: opened.door })}</p>
      {opened.forRelative && <Note>{say('door.relative')}</Note>}
      {chosen === undefined ? (
        <>
          {opened.telephones.length === 0 ? <Note>{say('door.no_telephone')}</Note> : <h2>{say('door.who')}</h2>}
          {opened.telephones.map(telephone => (
            <Button
              key={telephone.personId}
              look="main"
              big
              wide
              onPress={() => {
                setChosen(telephone);
                void send.send(telephone.personId);
              }}
            >
              {say('door.ending', { ending: telephone.ending })}
            </Button>
          ))}
          <Button big wide onPress={() => setChosen('read_out')}>
            {say('door.have_code')}
          </Button>
        </>
      ) : (
        <form
          class="k-stack"
          onSubmit={event => {
            event.preventDefault();
            if (code.length === 6) void confirm.send(code);
          }}
        >
          {answered && chosen !== 'read_out' && (
            <Note>{answered.sent ? say('door.sent', { ending: chosen.ending }) : say('door.not_sent')}</Note>
          )}
          {answered?.demoCode !== undefined && (
            <p class="k-large r-demo-code">{say('door.demo_code', { code: answered.demoCode })}</p>
          )}
          <ErrorNote refusal={send.refusal} onRetry={send.retry} />
          <TextInput
            big
            label={say('door.six')}
            value={code}
            onText={text => setCode(text.replace(/\D/g, '').slice(0, 6))}
            inputmode="numeric"
            autocomplete="one-time-code"
          />
          <ErrorNote refusal={confirm.refusal} />
          <Button look="main" big wide type="submit" busy={confirm.sending} disabled={code.length !== 6}>
            {say('door.confirm')}
          </Button>
          <Button look="plain" onPress={() => setChosen(undefined)}>
            {say('door.again')}
          </Button>
        </form>
      )}
    </div>
  );
}
