// A password that is shown once: to be handed over, and changed at the first sign-in.
import { Note } from '../../kit/Note.tsx';
import { say } from '../words.ts';

export function FirstPassword({ name, password }: { name: string; password: string }) {
  return (
    <div class="k-stack">
      <dl class="desk-facts">
        <dt>{say('staff.sign_in_name')}</dt>
        <dd class="k-large">{name}</dd>
        <dt>{say('staff.first_password')}</dt>
        <dd class="k-title desk-password">{password}</dd>
      </dl>
      <Note tone="squash" glyph="eye">
        {say('staff.first_password_line')}
      </Note>
    </div>
  );
}
