// Where an order stands, in one sentence and one of four steps.
import { stageOf } from '../../domain/request/life.ts';
import { nameOf } from '../kit/names.ts';
import type { Mine } from './Resident.tsx';
import { say } from './words.ts';

export function stepOf(mine: Mine): 'collect' | 'dispatch' | 'accept' | 'feedback' {
  const stage = stageOf(mine.state);
  return stage === 'left' ? 'feedback' : stage;
}

export function sentenceOf(mine: Mine): string {
  const role = nameOf(`role.${mine.helperRole ?? 'volunteer'}`);
  switch (mine.state) {
    case 'offered':
    case 'accepted':
    case 'carrying':
      return say(`order.step.${mine.state}`, { role });
    case 'problem':
      return say('order.step.problem', { problem: nameOf(`reason.${(mine.problem ?? 'other') as 'other'}`) });
    default:
      return say(`order.step.${mine.state}`);
  }
}

/** The items in one line: 土豆 3 斤、鸡蛋 1 板 */
export function gistOf(items: Mine['items'], note: string | null): string {
  const listed = items.map(item => [item.name, item.quantity, item.unit].filter(part => part !== null).join(' '));
  return listed.length > 0 ? listed.join('、') : (note ?? '');
}

export function isOpen(mine: Mine): boolean {
  return !['served', 'cancelled', 'merged', 'refused'].includes(mine.state);
}
