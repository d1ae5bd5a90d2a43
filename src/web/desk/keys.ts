// The list of keys behind `?`, for the page that is open.
import type { Hotkey } from '../kit/hotkeys.tsx';
import { sayChat } from './chat/words.ts';
import { sayMessage } from './messages/words.ts';
import { sayPlan } from './plan/words.ts';
import { sayRound } from './rounds/words.ts';
import type { Section } from './route.ts';
import { say } from './words.ts';

type Shown = Pick<Hotkey, 'key' | 'text'>;

export function keysOf(section: Section, everywhere: readonly Shown[]): Shown[] {
  const list: Shown[] = [
    { key: '/', text: say('keys.search') },
    { key: 'j', text: say('keys.down') },
    { key: 'k', text: say('keys.up') },
  ];
  const queue: Shown[] = [
    ...list,
    { key: 'Enter', text: say('keys.main') },
    { key: 'x', text: say('keys.select') },
    { key: 'd', text: say('keys.dispatch') },
    { key: 'e', text: say('keys.edit') },
    { key: 'm', text: say('keys.merge') },
    { key: '.', text: say('keys.let_in') },
    { key: 'Escape', text: say('keys.escape') },
  ];
  const form: Shown[] = [
    { key: 'Enter', text: say('keys.take_line') },
    { key: 'mod+Enter', text: say('keys.register') },
    { key: 'Alt+R', text: say('keys.repeat') },
    { key: 'Alt+C', text: say('keys.end_call') },
    { key: 'Escape', text: say('keys.leave') },
  ];
  const calls: Shown[] = [
    ...list,
    { key: 'r', text: say('keys.reveal') },
    { key: 'w', text: say('keys.words') },
    { key: '1–8', text: say('keys.outcome') },
  ];
  const messages: Shown[] = [
    { key: 'j', text: say('keys.down') },
    { key: 'k', text: say('keys.up') },
    { key: 'a', text: sayMessage('keys.request') },
    { key: 'r', text: sayMessage('keys.reply') },
    { key: 'c', text: sayMessage('keys.close') },
    { key: 'b', text: sayMessage('keys.door') },
    { key: 'mod+Enter', text: sayMessage('reply.send') },
  ];
  const notices: Shown[] = [{ key: 'mod+Enter', text: sayMessage('notice.send') }];
  const chat: Shown[] = [
    { key: 'mod+Enter', text: sayChat('box.read') },
    { key: 'a', text: sayChat('keys.all') },
    { key: 'j', text: say('keys.down') },
    { key: 'k', text: say('keys.up') },
    { key: 'Enter', text: sayChat('keys.confirm') },
    { key: 'e', text: sayChat('keys.fix') },
    { key: '1–8', text: sayChat('keys.pick') },
    { key: 'v', text: sayChat('keys.answered') },
    { key: 'x', text: sayChat('keys.drop') },
  ];
  const rounds: Shown[] = [
    { key: 'a', text: sayRound('new') },
    { key: 'e', text: sayRound('enter') },
    { key: '← →', text: sayRound('keys.round') },
    { key: 'j', text: say('keys.down') },
    { key: 'k', text: say('keys.up') },
    { key: 'J', text: sayRound('keys.down_stop') },
    { key: 'K', text: sayRound('keys.up_stop') },
    { key: 'x', text: sayRound('keys.out') },
    { key: 'b', text: sayRound('keys.bag') },
    { key: '1–7', text: sayRound('enter.keys') },
    { key: 't', text: sayRound('enter.clock') },
    { key: 'mod+Enter', text: sayRound('save') },
  ];
  const plan: Shown[] = [
    { key: 'a', text: sayPlan('keys.make') },
    { key: 'j', text: say('keys.down') },
    { key: 'k', text: say('keys.up') },
    { key: 'm', text: sayPlan('keys.elsewhere') },
    { key: 'x', text: sayPlan('keys.take') },
    { key: 'mod+Enter', text: sayPlan('keys.accept') },
  ];
  const care: Shown[] = [
    { key: 'j', text: say('keys.down') },
    { key: 'k', text: say('keys.up') },
    { key: 'r', text: say('keys.reveal') },
    { key: '1–4', text: say('keys.outcome') },
  ];
  const lists: Partial<Record<Section, readonly Shown[]>> = {
    queue,
    new: form,
    chat,
    calls,
    care,
    messages,
    notices,
    plan,
    rounds,
  };
  const here = lists[section] ?? [{ key: '/', text: say('keys.search') }];
  return [...here, ...everywhere, { key: '?', text: say('keys.help') }];
}
