// One row as it was read: its door, things and doubts, what may be the same need, what it would change, and the keys to settle it.
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../kit/Button.tsx';
import { Chip, StateChip } from '../../kit/Chip.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { sayRefusal } from '../../kit/refusal.ts';
import { addressOfPlace } from '../route.ts';
import { sayCode, sayList } from '../words.ts';
import { colourOfMark, doorAmong, glyphOfColour, isRequest, mayConfirm, type Row, toneOfColour } from './paste.ts';
import { sayChat } from './words.ts';

export interface RowActions {
  readonly look: (row: Row) => void;
  readonly hot: (mark: number | undefined) => void;
  readonly confirm: (row: Row) => void;
  readonly fix: (row: Row) => void;
  readonly drop: (row: Row) => void;
  readonly answer: (row: Row) => void;
  readonly reopen: (row: Row) => void;
  readonly pick: (row: Row, householdId: string) => void;
  readonly apply: (row: Row, target: Row['targets'][number], evenSo: boolean) => void;
}

interface RowCardProps {
  row: Row;
  isAt: boolean;
  hot: number | undefined;
  refused: string | undefined;
  busy: boolean;
  does: RowActions;
}

export function RowCard({ row, isAt, hot, refused, busy, does }: RowCardProps) {
  const box = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isAt) box.current?.scrollIntoView({ block: 'nearest' });
  }, [isAt]);
  const { reading } = row;
  if (reading === null) return null;
  const doubts = reading.doubts.filter(one => !(one === 'critical' && row.state === 'requested'));
  return (
    // biome-ignore lint/a11y/useKeyWithMouseEvents: j and k walk through the rows
    // biome-ignore lint/a11y/useKeyWithClickEvents: likewise
    <li
      ref={box}
      class="desk-read-row"
      data-at={isAt || undefined}
      data-colour={reading.colour}
      data-state={row.state}
      onMouseOver={() => does.look(row)}
      onClick={() => does.look(row)}
    >
      <header class="k-row">
        <b class="desk-read-number">{row.seq}</b>
        <Chip tone={toneOfColour[reading.colour]} glyph={glyphOfColour[reading.colour]}>
          {sayChat(`colour.${reading.colour}`)}
        </Chip>
        <span>{sayChat(reading.op === null ? `kind.${reading.kind}` : `op.${reading.op}`)}</span>
        {row.change === 'changed' && <Chip tone="squash">{sayChat('row.changed')}</Chip>}
        {row.change === 'vanished' && <Chip tone="squash">{sayChat('row.vanished')}</Chip>}
        {row.sender !== null && (
          <small class="k-quiet">{sayChat('row.sender', { name: row.sender, time: row.saidAt ?? '' })}</small>
        )}
        {row.state !== 'open' && <Chip>{sayChat(`state.${row.state}`)}</Chip>}
        {row.request && (
          <a href={addressOfPlace('queue', row.request.requestId)}>
            {row.request.number} <StateChip state={row.request.state} />
          </a>
        )}
      </header>
      {row.state === 'requested' && reading.urgency === 'critical' && <p>{sayChat('row.raised')}</p>}
      {row.change === 'vanished' && row.state === 'open' && <p>{sayChat('row.vanished_ask')}</p>}
      {reading.kind !== 'chatter' && reading.kind !== 'announcement' && <Fields row={row} hot={hot} onHot={does.hot} />}
      {(reading.kind === 'chatter' || row.span[1] === 0) && <p class="desk-read-words">{row.text}</p>}
      {doubts.length > 0 && row.state === 'open' && (
        <p class="desk-read-doubts">{sayList(doubts.map(doubt => sayChat(`reason.${doubt}`)))}</p>
      )}
      {row.state === 'open' && <Besides row={row} busy={busy} does={does} />}
      {refused !== undefined && (
        <p class="k-problem" role="alert">
          <Glyph name="late" size={0.875} />
          {sayRefusal({ code: refused })}
        </p>
      )}
      <footer class="k-row">
        {mayConfirm(row) && row.household !== null && (
          <Button
            look={row.isReady ? 'main' : 'quiet'}
            disabled={busy}
            hotkey={isAt ? '↵' : undefined}
            onPress={() => does.confirm(row)}
          >
            {sayChat('row.confirm')}
          </Button>
        )}
        {row.state === 'open' && (
          <>
            <Button look="quiet" disabled={busy} hotkey={isAt ? 'E' : undefined} onPress={() => does.fix(row)}>
              {sayChat('row.fix')}
            </Button>
            {!isRequest(row) || row.targets.length > 0 ? (
              <Button look="plain" disabled={busy} hotkey={isAt ? 'V' : undefined} onPress={() => does.answer(row)}>
                {sayChat(row.change === 'vanished' ? 'row.still_wanted' : 'row.answered')}
              </Button>
            ) : null}
            <Button look="plain" disabled={busy} hotkey={isAt ? 'X' : undefined} onPress={() => does.drop(row)}>
              {sayChat('row.drop')}
            </Button>
          </>
        )}
        {row.state === 'folded' && (
          <Button look="plain" disabled={busy} onPress={() => does.fix(row)}>
            {sayChat('row.is_request')}
          </Button>
        )}
        {(row.state === 'dropped' || row.state === 'answered') && (
          <Button look="plain" disabled={busy} onPress={() => does.reopen(row)}>
            {sayChat('row.reopen')}
          </Button>
        )}
      </footer>
    </li>
  );
}

function Fields({ row, hot, onHot }: { row: Row; hot: number | undefined; onHot: (mark: number | undefined) => void }) {
  const { reading } = row;
  if (reading === null) return null;
  const at = (field: string, nth = 0) => reading.marks.flatMap((mark, index) => (mark.field === field ? [index] : []))[nth];
  const words = [
    reading.compound,
    reading.zone,
    reading.building && `${reading.building}号楼`,
    reading.unit && `${reading.unit}单元`,
  ];
  const address = [...words, reading.room].filter(Boolean).join(' ');
  const placeMark = at('room') ?? at('unit') ?? at('building') ?? at('compound');
  const chip = (key: string, text: string, index: number | undefined, title?: string) => {
    const mark = index === undefined ? undefined : reading.marks[index];
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: only shows where in the text it stands
      <span
        key={key}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard too may ask where in the text a field stands
        tabIndex={0}
        class="desk-read-field"
        data-colour={colourOfMark(mark)}
        data-hot={(index !== undefined && index === hot) || undefined}
        title={title ?? (mark === undefined ? undefined : sayChat(`reason.${mark.reason}`))}
        onMouseOver={() => onHot(index)}
        onMouseOut={() => onHot(undefined)}
        onFocus={() => onHot(index)}
        onBlur={() => onHot(undefined)}
      >
        {colourOfMark(mark) !== 'green' && <Glyph name={glyphOfColour[colourOfMark(mark)]} size={0.75} />}
        {text}
      </span>
    );
  };
  return (
    <p class="desk-read-fields">
      {row.household !== null ? (
        <b>{chip('door', row.household.door, reading.doorId === null ? undefined : placeMark)}</b>
      ) : (
        address !== '' && chip('door', address, placeMark)
      )}
      {reading.items.map((item, index) =>
        chip(
          `item ${index}`,
          `${item.name}${item.spec && !item.name.includes(item.spec) ? ` ${item.spec}` : ''} ${item.qty ?? ''}${item.unit ?? ''}`.trim(),
          at('items', index),
        ),
      )}
      {reading.name !== null && chip('name', reading.name, at('name'))}
      {reading.phone !== null && chip('phone', reading.phone, at('phone'))}
      {reading.category !== null && chip('category', sayChat(`category.${reading.category}`), at('category'))}
      {reading.urgency !== null &&
        reading.urgency !== 'normal' &&
        chip('urgency', sayChat(`urgency.${reading.urgency}`), at('urgency'))}
    </p>
  );
}

function Besides({ row, busy, does }: Pick<RowCardProps, 'row' | 'busy' | 'does'>) {
  const changes = row.reading?.op != null || row.change === 'changed';
  return (
    <>
      {row.household === null && (isRequest(row) || row.reading?.op != null) && row.candidates.length > 0 && (
        <div class="k-row">
          <span>{sayChat('row.no_door')}</span>
          {row.candidates.map((door, index) => (
            <Button
              key={door.householdId}
              disabled={busy}
              hotkey={String(index + 1)}
              onPress={() => does.pick(row, door.householdId)}
            >
              {doorAmong(door, row.candidates)}
            </Button>
          ))}
        </div>
      )}
      {row.isRepeated && <p class="desk-read-doubts">{sayChat('row.repeated')}</p>}
      {row.alikeSeq !== null && <p class="desk-read-doubts">{sayChat('row.alike_above', { n: row.alikeSeq })}</p>}
      {row.alike.map(other => (
        <p key={other.requestId} class="desk-read-beside">
          <b>{sayChat('row.alike')}</b> <a href={addressOfPlace('queue', other.requestId)}>{other.number}</a>{' '}
          <StateChip state={other.state} /> {other.gist}
          <small class="k-quiet">{sayList(other.because.map(code => sayCode('alike', code)))}</small>
        </p>
      ))}
      {row.waitsForSeq !== null && <p class="desk-read-doubts">{sayChat('row.waits', { n: row.waitsForSeq })}</p>}
      {changes && row.targets.length === 0 && row.waitsForSeq === null && (
        <p class="desk-read-doubts">{sayChat('row.no_target')}</p>
      )}
      {row.targets.map((target, index) => {
        const undoes = target.does === 'cancel';
        return (
          <div key={target.requestId} class="desk-read-beside">
            <p>
              <a href={addressOfPlace('queue', target.requestId)}>
                {target.number} {target.door}
              </a>{' '}
              <StateChip state={target.state} /> {target.gist}
              {target.ownerName !== null && <small class="k-quiet">{sayChat('target.owner', { name: target.ownerName })}</small>}
            </p>
            {target.does !== null && <p>{sayChat(`target.${target.does}`, { after: target.after })}</p>}
            {target.hindrance !== null && <p class="desk-read-doubts">{sayChat(`hindrance.${target.hindrance}`)}</p>}
            {target.does !== null && (target.hindrance === null || target.evenSo) && (
              <Button
                disabled={busy}
                look={target.hindrance === null ? 'main' : 'danger'}
                hotkey={index === 0 && target.hindrance === null && !mayConfirm(row) ? '↵' : undefined}
                onPress={() => does.apply(row, target, target.hindrance !== null)}
              >
                {target.hindrance === null
                  ? sayChat(undoes ? 'target.apply_cancel' : 'target.apply')
                  : sayChat(undoes ? 'target.even_so_cancel' : 'target.even_so')}
              </Button>
            )}
          </div>
        );
      })}
    </>
  );
}
