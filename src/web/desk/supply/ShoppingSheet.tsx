// The shopping list for paper: what to buy, summed, with a box to tick; then door by door.

import { nameOf } from '../../kit/names.ts';
import { serverNow } from '../../kit/now.ts';
import { Sheet } from '../../kit/Print.tsx';
import { writeLine } from '../intake/line.ts';
import { say } from '../words.ts';
import { amount, type Shopping } from './Supply.tsx';

interface ShoppingSheetProps {
  shopping: Shopping;
  about: string;
  community: string;
  demo: boolean;
}

export function ShoppingSheet({ shopping, about, community, demo }: ShoppingSheetProps) {
  const at = new Date(serverNow()).toISOString();
  const place = `${community} · ${about}`;
  const open = shopping.requests.filter(request => !request.packed);
  return (
    <div class="k-sheets desk-only-print" aria-hidden="true">
      <Sheet title={say('sheet.buy')} place={place} at={at} demo={demo}>
        <table class="desk-sheet">
          <tbody>
            {shopping.lines.map(line => (
              <tr key={`${line.name} ${line.unit}`}>
                <td>☐</td>
                <td>{line.name}</td>
                <td>{amount(line)}</td>
                <td>{say('supply.doors', { n: line.requests })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Sheet>
      <Sheet title={say('sheet.doors')} place={place} at={at} demo={demo}>
        <table class="desk-sheet">
          <tbody>
            {open.map(request => (
              <tr key={request.requestId}>
                <td>☐</td>
                <td>
                  <b>{request.door}</b>
                  <br />
                  {request.number}
                </td>
                <td>
                  {request.items
                    .map(item =>
                      item.substitution === 'ask'
                        ? writeLine(item)
                        : `${writeLine(item)} (${nameOf(`substitution.${item.substitution as 'similar'}`)})`,
                    )
                    .join('；')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Sheet>
    </div>
  );
}
