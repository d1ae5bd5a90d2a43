// The bar over every page of the desk, the live stream behind it, and the page that is open.
import { useMemo, useState } from 'preact/hooks';
import type { readBoard } from '../../api/brief.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import { Button } from '../kit/Button.tsx';
import { Glyph } from '../kit/Glyph.tsx';
import { type Hotkey, KeyHelp, useHotkeys } from '../kit/hotkeys.tsx';
import { LiveBadge } from '../kit/LiveBadge.tsx';
import { useLive } from '../kit/live.ts';
import { poke } from '../kit/resource.ts';
import type { Me } from '../kit/Staff.tsx';
import { toast } from '../kit/Toast.tsx';
import { DemoRibbon, TopBar } from '../kit/TopBar.tsx';
import { Account } from './account/Account.tsx';
import { call } from './call.ts';
import { Calls } from './calls/Calls.tsx';
import { Ringing } from './calls/Ringing.tsx';
import { Care } from './care/Care.tsx';
import { CareAlarm } from './care/CareAlarm.tsx';
import { Channels } from './channels/Channels.tsx';
import { Alarms, Chat } from './chat/Chat.tsx';
import { sayChat } from './chat/words.ts';
import { Ending } from './ending/Ending.tsx';
import { Households } from './household/Households.tsx';
import { NewRequest } from './intake/NewRequest.tsx';
import { UnsentStrip } from './intake/UnsentStrip.tsx';
import { useUnsent } from './intake/unsent.ts';
import { keysOf } from './keys.ts';
import { GroupNotices } from './messages/GroupNotices.tsx';
import { MessageRequest } from './messages/MessageRequest.tsx';
import { Messages } from './messages/Messages.tsx';
import { Audit } from './people/Audit.tsx';
import { Helpers } from './people/Carriers.tsx';
import { Rosters } from './people/Rosters.tsx';
import { Staff } from './people/Staff.tsx';
import { Runs } from './place/Runs.tsx';
import { Zones } from './place/Zones.tsx';
import { Planning } from './plan/Planning.tsx';
import { type Filters, noFilters, useQueue } from './queue/list.ts';
import { QueuePage } from './queue/QueuePage.tsx';
import { mayOpen, type Right } from './rights.ts';
import { Handling } from './rounds/Handling.tsx';
import { Rounds } from './rounds/Rounds.tsx';
import { addressOfPlace, go, type Section, sections, usePlace } from './route.ts';
import { type Places, type Seat, SeatContext } from './seat.ts';
import { pokeSoon } from './soon.ts';
import { Supply } from './supply/Supply.tsx';
import { say } from './words.ts';

type Board = AnswerOf<typeof readBoard>;

interface FrameProps {
  me: Me;
  may: (right: Right) => boolean;
  places: Places | undefined;
  first: Section;
  leave: () => Promise<void>;
}

export function Frame({ me, may, places, first, leave }: FrameProps) {
  const at = usePlace();
  const section = mayOpen(me.roles, at.section) ? at.section : first;
  const rest = section === at.section ? at.rest : [];
  const [filters, setFilters] = useState<Filters>(noFilters);
  const queue = useQueue(filters, may('listRequests'));
  const [counters, setCounters] = useState<Board['counters'] | undefined>(undefined);
  const unsent = useUnsent(me.personId ?? 'nobody', (receipt, entry) => {
    toast(say('unsent.arrived', { door: entry.door, number: receipt.number }));
    queue.refresh();
  });

  const live = useLive<Board>({
    address: '/api/v1/live',
    events: ['cells', 'requests', 'zones', 'call', 'messages', 'again'],
    snapshot: () => call<typeof readBoard>('GET', '/api/v1/board'),
    onSnapshot: board => {
      setCounters(board.counters);
      queue.refresh();
      poke('requests');
      poke('my-calls');
      poke('missed-calls');
      poke('pastes');
      poke('messages');
    },
    onEvent: (name, payload) => {
      if (name === 'cells') {
        const next = (payload as { counters?: Board['counters'] }).counters;
        if (next) setCounters(next);
      } else if (name === 'call') {
        if ((payload as { personId: string | null }).personId === me.personId) poke('my-calls');
        poke('missed-calls');
        poke('pastes');
      } else if (name === 'messages') {
        pokeSoon('messages', 500);
      } else if (name === 'requests') {
        const ids = (payload as { ids: string[] }).ids;
        queue.refresh(ids);
        for (const id of ids) poke(`request:${id}`);
        pokeSoon('requests');
      } else {
        if (name === 'zones') poke('places');
        queue.refresh();
        poke('requests');
      }
    },
  });

  const seat = useMemo<Seat>(() => ({ me, may, places, queue, unsent }), [me, may, places, queue, unsent]);
  const shown = sections.filter(
    (one): one is Exclude<Section, 'new' | 'account'> => one !== 'new' && one !== 'account' && mayOpen(me.roles, one),
  );
  const step = (by: number) => {
    const next = shown[((shown as readonly Section[]).indexOf(section) + by + shown.length) % shown.length];
    if (next) go(next);
  };
  const keys: Hotkey[] = [
    ...(may('askRequest') ? [{ key: 'n', text: say('keys.new'), run: () => go('new', ['telephone']) }] : []),
    ...(may('pasteText') ? [{ key: 'p', text: sayChat('keys.paste'), run: () => go('chat') }] : []),
    { key: ']', text: say('keys.next_page'), run: () => step(1) },
    { key: '[', text: say('keys.page_before'), run: () => step(-1) },
  ];
  useHotkeys(keys);

  const counts: Partial<Record<Section, number | undefined>> = {
    queue: queue.counts && queue.counts.asked + queue.counts.sorted + queue.counts.problem,
    calls: counters?.callBacks,
    care: counters?.unheard,
  };

  return (
    <SeatContext.Provider value={seat}>
      <div class="desk" data-section={section}>
        <div class="desk-head k-no-print">
          {me.demo && <DemoRibbon />}
          <TopBar
            seat={say('seat')}
            end={
              <>
                <LiveBadge state={live} />
                {may('askRequest') && (
                  <Button hotkey="N" onPress={() => go('new', ['telephone'])}>
                    <Glyph name="phone" />
                    {say('new')}
                  </Button>
                )}
                <Button look="plain" onPress={() => go('account')} label={say('account.of', { name: me.name ?? '' })}>
                  <Glyph name="person" />
                  <span class="desk-me">{me.name}</span>
                </Button>
                <KeyHelp keys={keysOf(section, keys)} />
              </>
            }
          >
            <nav class="desk-nav" aria-label={say('pages')}>
              {shown.map(one => (
                <a
                  key={one}
                  href={addressOfPlace(one)}
                  aria-current={one === section || (one === 'queue' && section === 'new') ? 'page' : undefined}
                >
                  {say(`page.${one}`)}
                  {counts[one] ? <b>{counts[one]}</b> : null}
                </a>
              ))}
            </nav>
          </TopBar>
          <UnsentStrip />
          {may('myCalls') && <Ringing />}
          {may('pasteText') && <Alarms />}
          {may('careAlarms') && <CareAlarm />}
        </div>
        <main class="desk-main">
          {section === 'queue' && <QueuePage open={rest[0]} filters={filters} setFilters={setFilters} />}
          {section === 'new' &&
            (rest[0] === 'message' && rest[1] !== undefined ? (
              <MessageRequest conversationId={rest[1]} wanted={rest.slice(2)} />
            ) : (
              <NewRequest how={rest[0] ?? 'telephone'} householdId={rest[1]} />
            ))}
          {section === 'chat' && <Chat open={rest[0]} />}
          {section === 'calls' && <Calls open={rest[0]} />}
          {section === 'messages' && <Messages open={rest[0]} />}
          {section === 'notices' && <GroupNotices />}
          {section === 'care' && <Care view={rest[0]} open={rest[1]} />}
          {section === 'households' && <Households open={rest[0]} view={rest[1]} />}
          {section === 'supply' && <Supply />}
          {section === 'plan' && <Planning open={rest[0]} />}
          {section === 'rounds' && <Rounds open={rest[0]} view={rest[1]} />}
          {section === 'bags' && <Handling view={rest[0]} of={rest[1]} />}
          {section === 'zones' && <Zones view={rest[0]} />}
          {section === 'runs' && <Runs view={rest[0]} />}
          {section === 'helpers' && <Helpers />}
          {section === 'staff' && <Staff open={rest[0]} />}
          {section === 'rosters' && <Rosters />}
          {section === 'channels' && <Channels />}
          {section === 'audit' && <Audit />}
          {section === 'ending' && <Ending />}
          {section === 'account' && <Account leave={leave} />}
        </main>
      </div>
    </SeatContext.Provider>
  );
}
