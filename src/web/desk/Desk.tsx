// The desk: who sits here and what they may see; the password is asked over the page when the session ends, so nothing typed is lost.
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { readPlaces } from '../../api/place.ts';
import type { Refused } from '../kit/call.ts';
import { poke, useResource } from '../kit/resource.ts';
import { type Me, SignInAgain, Staff } from '../kit/Staff.tsx';
import { FirstAdministrator, readFirstLink } from './account/FirstAdministrator.tsx';
import { call, onSignedOut } from './call.ts';
import './desk.css';
import { Frame } from './Frame.tsx';
import { OtherSeat } from './OtherSeat.tsx';
import { deskRoles, may, mayOpen, type Right } from './rights.ts';
import { sections } from './route.ts';
import { say } from './words.ts';

export function Desk() {
  const [token, setToken] = useState(() => readFirstLink(location.hash));
  if (token !== undefined) return <FirstAdministrator token={token} onDone={() => setToken(undefined)} />;
  return (
    <Staff seat={say('seat')}>
      {(me, leave) =>
        deskRoles.some(role => me.roles.includes(role)) ? (
          <Seated key={me.personId} me={me} leave={leave} />
        ) : (
          <OtherSeat me={me} leave={leave} />
        )
      }
    </Staff>
  );
}

const topics = ['plans', 'places', 'requests', 'calls', 'messages', 'households', 'supply', 'zones', 'runs', 'people'];

function Seated({ me, leave }: { me: Me; leave: () => Promise<void> }) {
  const [ended, setEnded] = useState<Refused | undefined>(undefined);
  useEffect(() => {
    onSignedOut(setEnded);
    return () => onSignedOut(undefined);
  }, []);
  const places = useResource('places', signal => call<typeof readPlaces>('GET', '/api/v1/places', {}, { signal }), ['places']);
  const allows = useCallback((right: Right) => may(me.roles, right), [me]);
  const first = sections.find(section => mayOpen(me.roles, section)) ?? 'account';
  return (
    <>
      <Frame me={me} may={allows} places={places.value} first={first} leave={leave} />
      <SignInAgain
        seat={say('seat')}
        me={me}
        because={ended}
        onDone={() => {
          setEnded(undefined);
          for (const topic of topics) poke(topic);
        }}
      />
    </>
  );
}
