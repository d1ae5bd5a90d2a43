// Calls of the endpoints of bindings proposed and travel times, as the pages make them.
import { randomUUID } from 'node:crypto';
import { usualTimes } from '../src/domain/dispatch/travel-times.ts';
import type { Sent, World } from './rights-world.ts';

export function travelCalls({ compoundId, buildingId, unitId, staffId }: World): Record<string, () => Sent> {
  const params = { compoundId };
  return {
    proposeBindings: () => ({ params, body: { aim: 'few', roles: ['volunteer'], ownPlaces: true, fromOn: '2030-01-02' } }),
    acceptBindings: () => ({
      params,
      body: {
        id: randomUUID(),
        fromOn: '2030-01-02',
        units: [{ unitId, primary: staffId, backup: null, presentPrimary: null, presentBackup: null }],
      },
    }),
    readTravelTimes: () => ({ params }),
    setTravelTimes: () => ({
      params,
      body: { basedOn: null, seconds: usualTimes.seconds, buildings: [{ buildingId, gateSeconds: 90, doorSeconds: null }] },
    }),
    learnedTravel: () => ({ params }),
    adoptTravel: () => ({ params, body: { basedOn: null, adopt: [{ kind: 'doorSeconds', buildingId, seconds: 50 }] } }),
    revertTravel: () => ({ params, body: { basedOn: null, to: null } }),
  };
}
