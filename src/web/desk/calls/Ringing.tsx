// Who is calling at my extension, over whatever page is open: one key opens their household's form.
import { useEffect } from 'preact/hooks';
import type { myCalls } from '../../../api/call.ts';
import { Button } from '../../kit/Button.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { useResource } from '../../kit/resource.ts';
import { call } from '../call.ts';
import { go } from '../route.ts';
import { say } from '../words.ts';

/** Asks for the details itself, with the rights of who sits here; the live stream only says that there is something to ask for. */
export function Ringing() {
  const mine = useResource('my-calls', signal => call<typeof myCalls>('GET', '/api/v1/me/calls', {}, { signal }), ['my-calls']);
  const calls = mine.value?.calls ?? [];
  const first = calls[0]?.households[0];
  const open = () => go('new', first ? ['telephone', first.householdId] : ['telephone']);
  useHotkeys(calls.length > 0 ? [{ key: 'o', text: say('ringing.open'), run: open }] : []);
  // A call whose end was never told goes away with the next look.
  useEffect(() => {
    if (calls.length === 0) return;
    const timer = setInterval(() => mine.refetch(), 60_000);
    return () => clearInterval(timer);
  }, [calls.length]);
  if (calls.length === 0) return null;
  return (
    <ul class="desk-ringing" role="status" aria-label={say('ringing.title')}>
      {calls.map(one => (
        <li key={one.phoneCallId} data-state={one.state}>
          <Glyph name="phone" />
          <b>{say(`ringing.${one.state}`)}</b>
          <span>{one.telephone ?? say('ringing.hidden')}</span>
          {one.households.length === 0 && (
            <>
              <span class="k-quiet">{say('ringing.unknown')}</span>
              <Button hotkey={first === undefined && one === calls[0] ? 'O' : undefined} onPress={() => go('new', ['telephone'])}>
                {say('ringing.note')}
              </Button>
            </>
          )}
          {one.households.map(household => (
            <Button
              key={household.householdId}
              hotkey={household === first ? 'O' : undefined}
              onPress={() => go('new', ['telephone', household.householdId])}
            >
              {household.door} · {household.personName}
            </Button>
          ))}
        </li>
      ))}
    </ul>
  );
}
