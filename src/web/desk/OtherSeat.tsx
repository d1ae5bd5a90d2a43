// For people whose work has another page: says so and shows the way.
import { Button } from '../kit/Button.tsx';
import { nameOf } from '../kit/names.ts';
import type { Me } from '../kit/Staff.tsx';
import { sayKit } from '../kit/words.ts';
import { say, sayList } from './words.ts';

export function OtherSeat({ me, leave }: { me: Me; leave: () => Promise<void> }) {
  const carries = me.roles.some(role => ['steward', 'volunteer', 'property', 'grid_worker'].includes(role));
  return (
    <main class="k-page k-stack" data-narrow>
      <h1>{say('other_seat.title')}</h1>
      <p>{say('other_seat.line', { name: me.name ?? '', roles: sayList(me.roles.map(role => nameOf(`role.${role}`))) })}</p>
      <div class="k-row">
        {carries ? (
          <Button look="main" href="/field">
            {say('other_seat.field')}
          </Button>
        ) : (
          <Button look="main" href="/board">
            {say('other_seat.board')}
          </Button>
        )}
        <Button onPress={leave}>{sayKit('sign_out')}</Button>
      </div>
    </main>
  );
}
