// One door, opened by a tap: how it stands, its clocks, what is under way for it. No names here; the desk has them.
import type { listRequests } from '../../api/request.ts';
import { isLate } from '../../domain/brief/cell.ts';
import type { Role } from '../../domain/people/role.ts';
import { doorName } from '../../domain/place/door.ts';
import { Button } from '../kit/Button.tsx';
import { MeaningChip, StateChip } from '../kit/Chip.tsx';
import { Clock } from '../kit/Clock.tsx';
import { call } from '../kit/call.ts';
import { Dialog } from '../kit/Dialog.tsx';
import { Loaded } from '../kit/Note.tsx';
import { nameOf } from '../kit/names.ts';
import { serverNow } from '../kit/now.ts';
import { useResource } from '../kit/resource.ts';
import { TimeAgo } from '../kit/TimeAgo.tsx';
import { may, mayOpenDesk } from './rights.ts';
import type { Street } from './street.ts';
import { say } from './words.ts';

interface DoorDialogProps {
  readonly street: Street;
  readonly householdId: string | undefined;
  readonly roles: readonly Role[];
  readonly onClose: () => void;
}

const open = ['asked', 'sorted', 'offered', 'problem', 'accepted', 'carrying', 'delivered'];

export function DoorDialog({ street, householdId, roles, onClose }: DoorDialogProps) {
  const door = householdId === undefined ? undefined : street.doors.get(householdId);
  const reads = may(roles, 'listRequests');
  // A change of the cell asks for the list again.
  const key = door && reads ? `${householdId} ${door.cell.state} ${door.cell.dueAt}` : null;
  const requests = useResource(key, signal =>
    call<typeof listRequests>(
      'GET',
      '/api/v1/requests',
      { query: { householdId: householdId as string, limit: 20 } },
      { signal },
    ),
  );
  if (door === undefined || householdId === undefined) return null;
  const { cell } = door;
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
  return (
    <Dialog
      open
      title={doorName(door.building, door.unit, door.door)}
      onClose={onClose}
      foot={mayOpenDesk(roles) && <Button href={`/desk#households/${householdId}`}>{say('door.desk')}</Button>}
    >
      <div class="k-stack">
        <p class="k-row">
          <MeaningChip meaning={door.shown} />
          {door.shown !== cell.state && isLate(cell, serverNow() / 1000) && <MeaningChip meaning={cell.state} />}
        </p>
        <dl class="board-facts">
          {cell.dueAt > 0 && (
            <div>
              <dt>{say('door.due')}</dt>
              <dd>
                <Clock due={iso(cell.dueAt)} />
              </dd>
            </div>
          )}
          {cell.state !== 'vacant' && (
            <div>
              <dt>{say('door.heard')}</dt>
              <dd>{cell.heardAt === 0 ? say('door.never') : <TimeAgo at={iso(cell.heardAt)} />}</dd>
            </div>
          )}
        </dl>
        {reads && (
          <section class="k-stack" data-gap="s">
            <h3>{say('door.requests')}</h3>
            <Loaded of={requests} lines={2}>
              {({ rows }) => {
                const under = rows.filter(row => open.includes(row.state));
                if (under.length === 0) return <p class="k-quiet">{say('door.no_requests')}</p>;
                return (
                  <ul class="board-requests">
                    {under.map(row => (
                      <li key={row.requestId}>
                        <b>{nameOf(`kind.${row.kind}`)}</b>
                        <StateChip state={row.state} />
                        <small class="k-quiet">{row.number}</small>
                        {row.state !== 'delivered' && <Clock due={row.dueAt} />}
                      </li>
                    ))}
                  </ul>
                );
              }}
            </Loaded>
          </section>
        )}
      </div>
    </Dialog>
  );
}
