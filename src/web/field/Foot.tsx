// At the foot: on duty or off, how long the shift and the protection last, and the way out, which never drops unsent steps unasked.
import { useState } from 'preact/hooks';
import type { setDuty } from '../../api/own.ts';
import type { setWear } from '../../api/phone.ts';
import { Button } from '../kit/Button.tsx';
import { call } from '../kit/call.ts';
import { Dialog } from '../kit/Dialog.tsx';
import { useMove } from '../kit/moves.ts';
import { ErrorNote, Note } from '../kit/Note.tsx';
import { timeAgo } from '../kit/time.ts';
import { sayKit } from '../kit/words.ts';
import type { Copy } from './copy.ts';
import { leave, type PhoneState, talk } from './phone.ts';
import { canStartOffline } from './shell.ts';
import { say } from './words.ts';

export function Foot({ phone, copy }: { phone: PhoneState; copy: Copy }) {
  const [asking, setAsking] = useState(false);
  const duty = useMove(
    (_id, onDuty: boolean) => call<typeof setDuty>('PUT', '/api/v1/my/duty', { body: { onDuty } }),
    () => talk(),
  );
  const wear = useMove(
    (_id, wearing: boolean) => call<typeof setWear>('PUT', '/api/v1/my/wear', { body: { wearing } }),
    () => talk(),
  );
  const unsent = phone.box.waiting.length;
  const wearing = copy.shift.wearStartedAt !== null;
  return (
    <footer class="f-foot">
      <p>
        {phone.owner?.name}
        {copy.onDuty && ` · ${say('duty.is_on')}`}
      </p>
      <div class="f-foot-actions">
        <Button big busy={duty.sending} onPress={() => void duty.send(!copy.onDuty)}>
          {say(copy.onDuty ? 'duty.off' : 'duty.on')}
        </Button>
        {copy.onDuty && copy.protection && (
          <Button big busy={wear.sending} onPress={() => void wear.send(!wearing)}>
            {say(wearing ? 'wear.off' : 'wear.on')}
          </Button>
        )}
        <Button big look="plain" onPress={() => (unsent > 0 ? setAsking(true) : void leave())}>
          {sayKit('sign_out')}
        </Button>
      </div>
      <ErrorNote refusal={duty.refusal} onRetry={duty.retry} />
      <ErrorNote refusal={wear.refusal} onRetry={wear.retry} />
      {phone.readAt !== undefined && <p class="k-quiet k-small">{say('read_at', { time: timeAgo(phone.readAt, Date.now()) })}</p>}
      {!canStartOffline() && <p class="k-quiet k-small">{say('shell.none')}</p>}
      <Dialog open={asking} title={say('leave.title', { n: unsent })} onClose={() => setAsking(false)}>
        <div class="k-stack">
          <Note tone="tomato" glyph="late">
            {say('leave.text')}
          </Note>
          <Button big wide look="main" onPress={() => setAsking(false)}>
            {say('leave.stay')}
          </Button>
          <Button big wide look="danger" onPress={() => void leave()}>
            {say('leave.drop', { n: unsent })}
          </Button>
        </div>
      </Dialog>
    </footer>
  );
}
