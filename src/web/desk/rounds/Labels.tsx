// Labels for bags: 24 on an A4 sheet or one after another on a 58 mm roll; the door in huge type, a code that means nothing to a stranger.
import { useEffect, useState } from 'preact/hooks';
import type { BagLabelRow, printLabels } from '../../../api/bag.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import { Button } from '../../kit/Button.tsx';
import { Select, Stepper } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { useMove } from '../../kit/moves.ts';
import { Empty, ErrorNote } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { QrCode } from '../../kit/QrCode.tsx';
import { weight } from '../../kit/time.ts';
import { call } from '../call.ts';
import { go } from '../route.ts';
import './paper.css';
import { sayRound } from './words.ts';

type Format = 'a4' | 'roll';
const perSheet = 24;

/** Of a round in the order of its stops, or of chosen bags. */
export function Labels({ roundId, bagIds }: { roundId?: string; bagIds?: readonly string[] }) {
  const [format, setFormat] = useState<Format>('a4');
  const [first, setFirst] = useState(1);
  const wanted = roundId ? { roundId } : { bagIds: [...(bagIds ?? [])] };
  const ask = useMove<Record<string, never>, AnswerOf<typeof printLabels>>(() =>
    call<typeof printLabels>('POST', '/api/v1/bag-labels', { body: wanted }),
  );
  const key = JSON.stringify(wanted);
  useEffect(() => void ask.send({}), [key]);
  const labels = ask.state.is === 'done' ? ask.state.answer.labels : [];
  return (
    <div class="desk-page desk-paper">
      <header class="desk-page-head k-no-print">
        <h1>{sayRound('label.title', { n: labels.length })}</h1>
        <div class="desk-round-tools">
          <Select
            label={sayRound('label.format')}
            quietLabel
            value={format}
            options={[
              { value: 'a4', text: sayRound('label.a4') },
              { value: 'roll', text: sayRound('label.roll') },
            ]}
            onPick={setFormat}
          />
          {format === 'a4' && (
            <Stepper label={sayRound('label.skip')} value={first} least={1} most={perSheet} onValue={setFirst} />
          )}
          <Button onPress={() => (roundId ? go('rounds', [roundId]) : history.back())}>{sayRound('back')}</Button>
          <Button look="main" disabled={labels.length === 0} onPress={() => window.print()}>
            <Glyph name="print" />
            {sayRound('label.print')}
          </Button>
        </div>
        <ErrorNote refusal={ask.refusal} onRetry={ask.retry} />
        {ask.state.is === 'done' && labels.length === 0 && <Empty glyph="bag">{sayRound('label.none')}</Empty>}
      </header>
      {format === 'a4' ? <OnSheets labels={labels} skip={first - 1} /> : <OnRoll labels={labels} />}
    </div>
  );
}

/** A sheet that was begun yesterday is used up: the first fields stay empty. */
function OnSheets({ labels, skip }: { labels: readonly BagLabelRow[]; skip: number }) {
  const fields: (BagLabelRow | undefined)[] = [...Array.from({ length: skip }, () => undefined), ...labels];
  const sheets = Array.from({ length: Math.ceil(fields.length / perSheet) }, (_, at) =>
    fields.slice(at * perSheet, (at + 1) * perSheet),
  );
  return (
    <div class="label-sheets">
      {labels.length > 0 &&
        sheets.map((sheet, at) => (
          <div key={at} class="label-sheet">
            {sheet.map((label, field) =>
              label === undefined ? (
                <div key={`empty ${field}`} class="label" data-empty="" />
              ) : (
                <Label key={label.bagId} label={label} />
              ),
            )}
          </div>
        ))}
    </div>
  );
}

function OnRoll({ labels }: { labels: readonly BagLabelRow[] }) {
  return (
    <div class="label-roll">
      {labels.map(label => (
        <Label key={label.bagId} label={label} />
      ))}
    </div>
  );
}

function Label({ label }: { label: BagLabelRow }) {
  const cold = label.goodsClass === 'cold' || label.goodsClass === 'frozen';
  const medicine = label.goodsClass === 'medicine' || label.kind === 'medicine';
  return (
    <article class="label">
      <div class="label-text">
        <p class="label-place">
          {label.building} {label.unit}
        </p>
        <p class="label-door">{label.door}</p>
        <p class="label-name">
          {label.surname && <b>{label.surname}</b>}
          <span>{nameOf(`goods.${label.goodsClass}`)}</span>
          {label.grams !== null && <span>{weight(label.grams)}</span>}
        </p>
        <p class="label-marks">
          {cold && <b>❄ {sayRound('label.cold')}</b>}
          {medicine && <b>✚ {sayRound('label.medicine')}</b>}
          {label.goodsClass === 'fresh' && <b>{sayRound('label.fresh')}</b>}
        </p>
        <p class="label-number">{label.label}</p>
        {label.lot && <p class="label-lot">{label.lot}</p>}
      </div>
      <QrCode text={label.code} label={sayRound('label.code', { label: label.label })} size={5} />
    </article>
  );
}
