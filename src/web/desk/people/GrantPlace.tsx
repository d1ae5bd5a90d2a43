// Where a role counts: the whole community, or for stewards and grid staff a place of their own.
import { useState } from 'preact/hooks';
import { placedRoles } from '../../../domain/people/role.ts';
import { Select } from '../../kit/Field.tsx';
import { placeOptions } from '../place/pick.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import type { StaffRole } from './Staff.tsx';

type PlaceKind = 'community' | 'area' | 'grid' | 'compound' | 'building' | 'unit';

export function useGrantPlace(role: StaffRole) {
  const { places } = useSeat();
  const [where, setWhere] = useState('');
  const placed = (placedRoles as readonly StaffRole[]).includes(role);
  const [placeKind, placeId] = where.split(':') as [PlaceKind, string?];
  const grant = placed && placeId && placeKind !== 'community' ? { placeKind, placeId } : { placeKind: 'community' as const };
  return {
    grant,
    ready: !placed || where !== '',
    field: placed ? (
      <Select
        label={say('staff.where')}
        empty={say('zones.pick_place')}
        value={where}
        options={placeOptions(places, ['community', 'area', 'grid', 'compound', 'building', 'unit'])}
        onPick={setWhere}
      />
    ) : null,
  };
}
