// The desk: who sits here and what they may see; the password is asked over the page when the session ends, so nothing typed is lost.
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { readPlaces } from '../../api/place.ts';
import type { signIn } from '../../api/session.ts';
import type { Refused } from '../kit/call.ts';
import { Dialog } from '../kit/Dialog.tsx';
import { poke, useResource } from '../kit/resource.ts';
import { SignIn } from '../kit/SignIn.tsx';
import { type Me, Staff } from '../kit/Staff.tsx';
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

const topics = ['places', 'requests', 'calls', 'households', 'supply', 'zones', 'runs', 'people'];

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
      <Dialog open={ended !== undefined} title={say('session.again')} onClose={() => location.reload()}>
        <SignIn<Me>
          seat={say('seat')}
          because={ended}
          signIn={({ name, password, code }) =>
            call<typeof signIn>('POST', '/api/v1/sessions', {
              body: { name, password, ...(code !== undefined && { secondFactorCode: code }) },
            })
          }
          onDone={next => {
            // Another person must not go on in the first one's page.
            if (next.personId !== me.personId) return location.reload();
            setEnded(undefined);
            for (const topic of topics) poke(topic);
          }}
        />
      </Dialog>
    </>
  );
}
