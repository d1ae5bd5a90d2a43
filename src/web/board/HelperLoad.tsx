// Who carries how much, by role: a bar for each person, filled as far as their hands are full. No names: the board hangs where people pass.
import type { Role } from '../../domain/people/role.ts';
import { nameOf } from '../kit/names.ts';
import type { Snapshot } from './street.ts';
import { say } from './words.ts';

type Helper = Snapshot['helpers'][number];

export function HelperLoad({ helpers }: { helpers: readonly Helper[] }) {
  const roles = [...new Set(helpers.map(helper => helper.role as Role))];
  return (
    <section class="board-load">
      <h2>{say('load')}</h2>
      {helpers.length === 0 && <p class="k-quiet">{say('load.none')}</p>}
      {roles.map(role => (
        <RoleLoad key={role} role={role} helpers={helpers.filter(helper => helper.role === role)} />
      ))}
    </section>
  );
}

function RoleLoad({ role, helpers }: { role: Role; helpers: readonly Helper[] }) {
  const held = helpers.reduce((sum, helper) => sum + helper.held, 0);
  const most = helpers.reduce((sum, helper) => sum + helper.maxOpen, 0);
  const name = nameOf(`role.${role}`);
  return (
    <div class="board-role">
      <p>
        <b>{name}</b> <small>{say('load.role', { n: helpers.length })}</small>
        <span>{say('load.of', { held, most })}</span>
      </p>
      <ul>
        {helpers.map(helper => {
          const share = helper.maxOpen === 0 ? 1 : helper.held / helper.maxOpen;
          const text = say('load.one', { role: name, number: helper.label, held: helper.held, most: helper.maxOpen });
          return (
            <li key={helper.helperId} title={text} data-full={share >= 1 ? 'full' : share >= 0.75 ? 'nearly' : undefined}>
              <i style={{ height: `${Math.min(1, share) * 100}%` }} />
              <span class="k-hidden">{text}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
