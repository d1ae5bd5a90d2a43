// Permits to go out: who is outside, giving one against the rule of the door, the gate, and the slip that is carried.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { findExit, issueExit, listExits, moveExit, Permit, readDoorExits } from '../../../api/exit.ts';
import { type ExitPurpose, exitPurposes } from '../../../domain/zone/rule.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { Empty, ErrorNote, Loaded } from '../../kit/Note.tsx';
import { Sheet } from '../../kit/Print.tsx';
import { QrCode } from '../../kit/QrCode.tsx';
import { useResource } from '../../kit/resource.ts';
import { Segments } from '../../kit/Settings.tsx';
import { Table } from '../../kit/Table.tsx';
import { clockTime } from '../../kit/time.ts';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { FindDoor, type Found } from '../intake/FindDoor.tsx';
import { useSeat } from '../seat.ts';
import { sayZone } from './words.ts';

type Move = 'out' | 'back' | 'revoke';

export function Exits() {
  const exits = useResource('exits', signal => call<typeof listExits>('GET', '/api/v1/exits', {}, { signal }), ['exits']);
  const [giving, setGiving] = useState(false);
  const [printed, setPrinted] = useState<Permit | undefined>(undefined);
  const [code, setCode] = useState('');
  const [found, setFound] = useState<Permit | undefined>(undefined);
  const move = useMove<{ exitId: string; move: Move }, Permit>(
    (id, asked) =>
      call<typeof moveExit>('POST', '/api/v1/exits/{exitId}/moves', {
        params: { exitId: asked.exitId },
        body: { id, move: asked.move },
      }),
    permit => {
      if (found?.exitId === permit.exitId) setFound(permit);
      exits.refetch();
    },
  );
  const find = useMove<string, Permit>(
    (_id, asked) => call<typeof findExit>('GET', '/api/v1/exits/by-code/{code}', { params: { code: asked } }),
    setFound,
  );
  const actions = (permit: Permit) => (
    <span class="k-row">
      {permit.state === 'issued' && (
        <>
          <Button
            label={sayZone('exit.out_of', { door: permit.door })}
            onPress={() => void move.send({ exitId: permit.exitId, move: 'out' })}
          >
            {sayZone('exit.out')}
          </Button>
          <Button look="plain" label={sayZone('exit.print_of', { door: permit.door })} onPress={() => setPrinted(permit)}>
            {sayZone('exit.print')}
          </Button>
          <Button
            look="plain"
            label={sayZone('exit.revoke_of', { door: permit.door })}
            onPress={() => void move.send({ exitId: permit.exitId, move: 'revoke' })}
          >
            {sayZone('exit.revoke')}
          </Button>
        </>
      )}
      {permit.state === 'out' && (
        <Button
          label={sayZone('exit.back_of', { door: permit.door })}
          onPress={() => void move.send({ exitId: permit.exitId, move: 'back' })}
        >
          {sayZone('exit.back')}
        </Button>
      )}
    </span>
  );
  return (
    <>
      <header class="desk-page-head">
        <h1>{sayZone('exit.title')}</h1>
        <Button look="main" onPress={() => setGiving(true)}>
          {sayZone('exit.new')}
        </Button>
      </header>
      <ErrorNote refusal={move.refusal} />
      <form
        class="k-row"
        onSubmit={event => {
          event.preventDefault();
          setFound(undefined);
          void find.send(code.trim().toUpperCase());
        }}
      >
        <TextInput
          label={sayZone('exit.find')}
          hint={sayZone('exit.find_hint')}
          value={code}
          onText={setCode}
          maxLength={6}
          autocomplete="off"
        />
        {found && (
          <span class="k-card k-row">
            <b>{found.door}</b> {sayZone(`purpose.${found.purpose}`)} <StateOf permit={found} /> {actions(found)}
          </span>
        )}
      </form>
      <ErrorNote refusal={find.refusal} />
      <Loaded of={exits} lines={4}>
        {value =>
          value.exits.length === 0 ? (
            <Empty>{sayZone('exit.none')}</Empty>
          ) : (
            <Table
              caption={sayZone('exit.title')}
              quietCaption
              rows={value.exits}
              rowKey={permit => permit.exitId}
              columns={[
                { key: 'door', head: sayZone('exit.door'), cell: permit => <b>{permit.door}</b> },
                { key: 'purpose', head: sayZone('exit.purpose'), cell: permit => sayZone(`purpose.${permit.purpose}`) },
                { key: 'code', head: sayZone('exit.code'), cell: permit => permit.code },
                { key: 'state', head: sayZone('exit.state'), cell: permit => <StateOf permit={permit} /> },
                { key: 'do', head: '', cell: actions },
              ]}
            />
          )
        }
      </Loaded>
      {giving && (
        <Give
          onClose={() => setGiving(false)}
          onDone={permit => {
            setGiving(false);
            setPrinted(permit);
            exits.refetch();
          }}
        />
      )}
      {printed && <Slip permit={printed} onClose={() => setPrinted(undefined)} />}
    </>
  );
}

function StateOf({ permit }: { permit: Permit }) {
  const over = permit.minutesOver > 0;
  return (
    <>
      <Chip tone={over ? 'tomato' : permit.state === 'out' ? 'sky' : 'stone'} glyph={over ? 'late' : 'person'}>
        {sayZone(`state.${permit.state}`)}
      </Chip>{' '}
      <small class="k-quiet">
        {over
          ? sayZone('exit.over', { n: permit.minutesOver })
          : permit.state === 'out' && permit.dueBackAt
            ? sayZone('exit.due', { time: clockTime(permit.dueBackAt) })
            : null}
      </small>
    </>
  );
}

function Give({ onClose, onDone }: { onClose: () => void; onDone: (permit: Permit) => void }) {
  const [search, setSearch] = useState('');
  const [door, setDoor] = useState<Found | undefined>(undefined);
  const [purpose, setPurpose] = useState<ExitPurpose>('shopping');
  const give = useMove<{ householdId: string; purpose: ExitPurpose }, Permit>(
    (id, body) => call<typeof issueExit>('POST', '/api/v1/exits', { body: { id, ...body } }),
    onDone,
  );
  return (
    <Dialog
      open
      title={sayZone('exit.new')}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('cancel')}</Button>
          <Button
            look="main"
            busy={give.sending}
            disabled={door === undefined}
            onPress={() => door && void give.send({ householdId: door.householdId, purpose })}
          >
            {sayZone('exit.go')}
          </Button>
        </>
      }
    >
      <div class="k-stack">
        {door ? (
          <>
            <p class="k-large">{door.door}</p>
            <Left householdId={door.householdId} />
          </>
        ) : (
          <FindDoor label={sayZone('exit.door')} text={search} onText={setSearch} onPick={setDoor} autofocus />
        )}
        <Segments
          label={sayZone('exit.purpose')}
          options={exitPurposes.map(value => ({ value, text: sayZone(`purpose.${value}`) }))}
          value={purpose}
          onPick={setPurpose}
        />
        <ErrorNote refusal={give.refusal} />
      </div>
    </Dialog>
  );
}

function Left({ householdId }: { householdId: string }) {
  const of = useResource(`exits:${householdId}`, signal =>
    call<typeof readDoorExits>('GET', '/api/v1/households/{householdId}/exits', { params: { householdId } }, { signal }),
  );
  return <Loaded of={of}>{value => <p>{sayLeft(value)}</p>}</Loaded>;
}

function sayLeft({ left }: Pick<AnswerOf<typeof readDoorExits>, 'left'>): string {
  if (left === null) return sayZone('exit.free');
  if (left.left > 0) return sayZone('exit.left', { n: left.left });
  return left.nextOn === null ? sayZone('exit.not') : sayZone('exit.next', { day: left.nextOn });
}

/** What is carried: door, code, the time to be back; no name. */
function Slip({ permit, onClose }: { permit: Permit; onClose: () => void }) {
  const { places, me } = useSeat();
  return (
    <Dialog
      open
      title={sayZone('slip.title')}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('close')}</Button>
          <Button look="main" onPress={() => window.print()}>
            {sayZone('exit.print')}
          </Button>
        </>
      }
    >
      <Sheet title={sayZone('slip.title')} place={places?.community.name ?? ''} at={permit.issuedAt} demo={me.demo}>
        <p class="k-large">{permit.door}</p>
        <p class="k-large">
          {sayZone('exit.code')} <b>{permit.code}</b>
        </p>
        <QrCode text={permit.code} label={sayZone('exit.code')} size={8} />
        <p>{sayZone('slip.valid', { day: permit.validOn })}</p>
        {permit.minutes !== null && <p>{sayZone('slip.minutes', { n: permit.minutes })}</p>}
        <p>{sayZone('slip.show')}</p>
      </Sheet>
    </Dialog>
  );
}
