// The round on paper: one sheet per unit in large type, with boxes to tick, for who walks without a phone.
import { useEffect } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { printSheets, UnitSheet } from '../../../api/round.ts';
import { Button } from '../../kit/Button.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { useMove } from '../../kit/moves.ts';
import { Empty, ErrorNote } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { Sheet } from '../../kit/Print.tsx';
import { clockTime } from '../../kit/time.ts';
import { call } from '../call.ts';
import { go } from '../route.ts';
import { useSeat } from '../seat.ts';
import './paper.css';
import { sayRound } from './words.ts';

export function Sheets({ roundId }: { roundId: string }) {
  const { me } = useSeat();
  // Asked for once by hand of the one who looks: each time surnames leave the house, the log says so.
  const ask = useMove<Record<string, never>, AnswerOf<typeof printSheets>>(() =>
    call<typeof printSheets>('POST', '/api/v1/rounds/{roundId}/sheets', { params: { roundId } }),
  );
  useEffect(() => void ask.send({}), [roundId]);
  const sheets = ask.state.is === 'done' ? ask.state.answer.sheets : [];
  return (
    <div class="desk-page desk-paper">
      <header class="desk-page-head k-no-print">
        <h1>{sayRound('print.sheets')}</h1>
        <div class="k-row">
          <Button onPress={() => go('rounds', [roundId])}>{sayRound('back')}</Button>
          <Button look="main" disabled={sheets.length === 0} onPress={() => window.print()}>
            <Glyph name="print" />
            {sayRound('label.print')}
          </Button>
        </div>
        <ErrorNote refusal={ask.refusal} onRetry={ask.retry} />
        {ask.state.is === 'done' && sheets.length === 0 && <Empty glyph="print">{sayRound('sheet.none')}</Empty>}
      </header>
      <div class="k-sheets">
        {sheets.map(sheet => (
          <OneSheet key={sheet.sheetNumber} sheet={sheet} demo={me.demo} />
        ))}
      </div>
    </div>
  );
}

function OneSheet({ sheet, demo }: { sheet: UnitSheet; demo: boolean }) {
  return (
    <Sheet
      title={sayRound('sheet.title', { building: sheet.building, unit: sheet.unit })}
      place={sheet.compoundName}
      at={sheet.startAt}
      demo={demo}
      foot={sayRound('sheet.foot')}
    >
      <p class="paper-line">
        <b class="paper-number">{sheet.sheetNumber}</b>
        <span>
          {sayRound('sheet.of', { name: sheet.helperName ?? '', time: clockTime(sheet.startAt) })} ·{' '}
          {sayRound('sheet.lines', { n: sheet.stops.length })} · {nameOf(`level.${sheet.level}`)}
        </span>
      </p>
      <p class="paper-line paper-agent">
        <b>{sayRound('sheet.head')}</b>
        {(['chlorine_250', 'chlorine_500', 'wiped'] as const).map(agent => (
          <span key={agent}>
            <i class="paper-box" /> {sayRound(`sheet.${agent}`)}
          </span>
        ))}
        <span>{sayRound('sheet.minutes')}</span>
      </p>
      <table class="paper-doors">
        <thead>
          <tr>
            <th>{sayRound('sheet.door')}</th>
            <th>{sayRound('sheet.what')}</th>
            <th class="paper-tick">{sayRound('sheet.delivered')}</th>
            <th class="paper-tick">{sayRound('sheet.nobody')}</th>
            <th class="paper-other">{sayRound('sheet.other')}</th>
            <th class="paper-time">{sayRound('sheet.time')}</th>
          </tr>
        </thead>
        <tbody>
          {sheet.stops.map(stop => (
            <tr key={stop.requestId}>
              <td class="paper-door">
                <b>{stop.doorShort}</b>
                {stop.surname}
              </td>
              <td>
                <b>{nameOf(`kind.${stop.kind}`)}</b>
                {stop.goodsClass !== 'ordinary' && <b class="paper-mark">{nameOf(`goods.${stop.goodsClass}`)}</b>}
                <span class="paper-gist">{stop.gist}</span>
                <small>
                  {stop.bags.map(bag => bag.label).join('、')} {sayRound(`sheet.give.${stop.deliverTo}`)}
                </small>
              </td>
              <td class="paper-tick">
                <i class="paper-box" />
              </td>
              <td class="paper-tick">
                <i class="paper-box" />
              </td>
              <td class="paper-other">{sayRound('sheet.others')}</td>
              <td class="paper-time">:</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}
