// Who of the desk may read care records: given and taken back by name.
import type { listCareRights, setCareRight } from '../../../api/care-record.ts';
import type { Role } from '../../../domain/people/role.ts';
import { Check } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { Empty, ErrorNote, Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { useResource } from '../../kit/resource.ts';
import { call } from '../call.ts';
import { sayCare } from './words.ts';

export function CareRights() {
  const rights = useResource('care-rights', signal => call<typeof listCareRights>('GET', '/api/v1/care-rights', {}, { signal }));
  const set = useMove<{ personId: string; given: boolean }, unknown>(
    (_id, { personId, given }) =>
      call<typeof setCareRight>('PUT', '/api/v1/care-rights/{personId}', { params: { personId }, body: { given } }),
    rights.refetch,
  );
  return (
    <section class="k-stack desk-account">
      <header class="desk-page-head">
        <h1>{sayCare('rights.title')}</h1>
        <p class="k-quiet">{sayCare('rights.line')}</p>
      </header>
      <ErrorNote refusal={set.refusal} />
      <Loaded of={rights}>
        {({ people }) =>
          people.length === 0 ? (
            <Empty glyph="person">{sayCare('rights.none')}</Empty>
          ) : (
            <div class="k-stack" data-gap="s">
              {people.map(one => (
                <Check
                  key={one.personId}
                  checked={one.given}
                  disabled={set.sending}
                  onCheck={given => set.send({ personId: one.personId, given })}
                >
                  <b>{one.name}</b> <span class="k-quiet">{nameOf(`role.${one.role as Role}`)}</span>
                </Check>
              ))}
            </div>
          )
        }
      </Loaded>
    </section>
  );
}
