// Taking over from another carrier: every bag they put down is counted again before it is mine.
import { useState } from 'preact/hooks';
import type { Relay } from '../../api/handover.ts';
import { Button } from '../kit/Button.tsx';
import { nameOf } from '../kit/names.ts';
import { timeAgo } from '../kit/time.ts';
import { Count, type CountOf } from './Count.tsx';
import type { Copy } from './copy.ts';
import { feel } from './feel.ts';
import { act } from './phone.ts';
import { say } from './words.ts';

/** What was put down for me by name, and a way to take over what was not. */
export function RelayIn({ copy }: { copy: Copy }) {
  return (
    <>
      {copy.relays.map(relay => (
        <One key={relay.relayId} relay={relay} />
      ))}
    </>
  );
}

/** Bags that somebody put down without saying for whom: whoever scans them has them. */
export function TakeOver() {
  const [counting, setCounting] = useState(false);
  if (!counting) {
    return (
      <Button look="plain" big wide onPress={() => setCounting(true)}>
        {say('relay.scan')}
      </Button>
    );
  }
  const take = ({ surplus }: CountOf) => {
    feel('taken');
    void act({ on: 'handover', door: say('count.relay_in'), body: { point: 'relay_in', codes: [...surplus] } });
    setCounting(false);
  };
  return (
    <Count
      title={say('count.relay_in')}
      bags={[]}
      done={say('count.done.relay_in')}
      onDone={take}
      onClose={() => setCounting(false)}
    />
  );
}

function One({ relay }: { relay: Relay }) {
  const [counting, setCounting] = useState(false);
  const role = nameOf(`role.${relay.fromRole}`);
  const take = ({ there, short, surplus }: CountOf) => {
    feel('taken');
    void act({
      on: 'handover',
      door: say('relay.from', { role, n: relay.bags.length }),
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
    setCounting(false);
  };
  if (counting) {
    return (
      <Count
        title={say('count.relay_in')}
        bags={relay.bags}
        done={say('count.done.relay_in')}
        onDone={take}
        onClose={() => setCounting(false)}
      />
    );
  }
  return (
    <section class="k-card f-offer k-stack">
      <p class="f-kicker">{timeAgo(relay.at)}</p>
      <h2>{say('relay.from', { role, n: relay.bags.length })}</h2>
      <Button look="main" big wide onPress={() => setCounting(true)}>
        {say('relay.take')}
      </Button>
    </section>
  );
}
