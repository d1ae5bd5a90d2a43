// Taking over from another carrier: every bag they put down is counted again before it is mine.
import type { Relay } from '../../api/handover.ts';
import { Button } from '../kit/Button.tsx';
import { nameOf } from '../kit/names.ts';
import { timeAgo } from '../kit/time.ts';
import type { Counting, CountOf } from './Count.tsx';
import { feel } from './feel.ts';
import { act } from './phone.ts';
import { say } from './words.ts';

interface RelayProps {
  relay: Relay;
  onCount: (counting: Counting) => void;
}

/** What was put down for me by name. */
export function RelayIn({ relay, onCount }: RelayProps) {
  const from = say('relay.from', { role: nameOf(`role.${relay.fromRole}`), n: relay.bags.length });
  const take = ({ there, short, surplus }: CountOf) => {
    feel('taken');
    void act({
      on: 'handover',
      door: from,
      body: {
        point: 'relay_in',
        list: relay.bags.map(bag => bag.bagId),
        codes: there.flatMap(bag => bag.code ?? []),
        differences: [
          ...short.map(({ bagId, difference }) => ({ bagId, difference })),
          ...surplus.map(code => ({ code, difference: 'surplus' as const })),
        ],
      },
    });
  };
  return (
    <section class="k-card f-offer k-stack">
      <p class="f-kicker">{timeAgo(relay.at)}</p>
      <h2>{from}</h2>
      <Button
        look="main"
        big
        wide
        onPress={() =>
          onCount({ title: say('count.relay_in'), bags: relay.bags, done: say('count.done.relay_in'), onDone: take })
        }
      >
        {say('relay.take')}
      </Button>
    </section>
  );
}

/** Bags that somebody put down without saying for whom: whoever scans them has them. */
export function TakeOver({ onCount }: Pick<RelayProps, 'onCount'>) {
  const title = say('count.relay_in');
  const take = ({ surplus }: CountOf) => {
    feel('taken');
    void act({ on: 'handover', door: title, body: { point: 'relay_in', codes: [...surplus] } });
  };
  return (
    <Button look="plain" big wide onPress={() => onCount({ title, bags: [], done: say('count.done.relay_in'), onDone: take })}>
      {say('relay.scan')}
    </Button>
  );
}
