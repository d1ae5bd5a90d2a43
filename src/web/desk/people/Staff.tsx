// Staff and rights: who may do what and where, new accounts, passwords, roles given and taken.
import { useRef, useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { listStaff } from '../../../api/people.ts';
import { type Role, staffRoles } from '../../../domain/people/role.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { Select, TextInput } from '../../kit/Field.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { Empty, Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { useResource } from '../../kit/resource.ts';
import { Table } from '../../kit/Table.tsx';
import { call } from '../call.ts';
import { go } from '../route.ts';
import { say, sayList } from '../words.ts';
import { AddStaff } from './AddStaff.tsx';
import { OneOfStaff } from './OneOfStaff.tsx';
import './people.css';

export type Person = AnswerOf<typeof listStaff>['staff'][number];
export type StaffRole = Exclude<Role, 'resident' | 'relative'>;

export function Staff({ open }: { open: string | undefined }) {
  const [search, setSearch] = useState('');
  const [role, setRole] = useState<StaffRole | ''>('');
  const [adding, setAdding] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const query = { ...(search.trim() ? { search: search.trim() } : {}), ...(role ? { role } : {}) };
  const list = useResource(
    `staff ${JSON.stringify(query)}`,
    signal => call<typeof listStaff>('GET', '/api/v1/staff', { query }, { signal }),
    ['people'],
  );
  useHotkeys([
    { key: '/', text: say('keys.search'), run: () => field.current?.focus() },
    {
      key: 'Escape',
      text: say('keys.escape'),
      always: true,
      run: () => (open ? go('staff') : (document.activeElement as HTMLElement | null)?.blur()),
    },
  ]);
  const person = list.value?.staff.find(one => one.personId === open);
  return (
    <div class="desk-page">
      <header class="desk-page-head">
        <h1>{list.value ? say('staff.title', { n: list.value.staff.length }) : say('page.staff')}</h1>
        <div class="desk-find-row">
          <TextInput
            label={say('staff.search')}
            quietLabel
            placeholder={say('staff.search')}
            value={search}
            onText={setSearch}
            refTo={field}
            type="search"
            maxLength={60}
          />
          <Select
            label={say('staff.role')}
            quietLabel
            value={role}
            options={[
              { value: '', text: say('staff.every_role') },
              ...staffRoles.map(value => ({ value: value as StaffRole, text: nameOf(`role.${value}`) })),
            ]}
            onPick={value => setRole(value as StaffRole | '')}
          />
          <Button look="main" onPress={() => setAdding(true)}>
            {say('staff.add')}
          </Button>
        </div>
      </header>
      <div class="desk-split">
        <Loaded of={list} lines={8}>
          {({ staff }) =>
            staff.length === 0 ? (
              <Empty glyph="person" />
            ) : (
              <Table
                caption={say('page.staff')}
                quietCaption
                rows={staff}
                rowKey={row => row.personId}
                picked={open}
                onPick={row => go('staff', [row.personId], true)}
                columns={[
                  {
                    key: 'name',
                    head: say('staff.name'),
                    cell: row => (
                      <>
                        <b>{row.name}</b> {row.disabled && <Chip tone="tomato">{say('staff.disabled')}</Chip>}
                      </>
                    ),
                  },
                  { key: 'sign_in', head: say('staff.sign_in_name'), cell: row => row.signInName ?? '' },
                  {
                    key: 'roles',
                    head: say('staff.roles'),
                    cell: row => sayList([...new Set(row.grants.map(grant => nameOf(`role.${grant.role}`)))]),
                  },
                  { key: 'telephone', head: say('staff.telephone'), cell: row => row.telephone ?? '' },
                ]}
              />
            )
          }
        </Loaded>
        {person && <OneOfStaff key={person.personId} person={person} onChanged={list.refetch} />}
      </div>
      {adding && (
        <AddStaff
          onClose={() => setAdding(false)}
          onDone={personId => {
            list.refetch();
            go('staff', [personId], true);
          }}
        />
      )}
    </div>
  );
}
