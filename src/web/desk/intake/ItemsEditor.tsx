// The fast line editor: what people say in one line becomes items, each of which can be put right by keyboard.
import type { Ref } from 'preact';
import { useState } from 'preact/hooks';
import { type Substitution, substitutions } from '../../../domain/request/kind.ts';
import { Glyph } from '../../kit/Glyph.tsx';
import { nameOf } from '../../kit/names.ts';
import { say } from '../words.ts';
import { quantityOf, type TypedItem, typedLine } from './items.ts';
import { writeLine } from './line.ts';

interface ItemsEditorProps {
  items: readonly TypedItem[];
  onItems: (items: readonly TypedItem[]) => void;
  /** What stands in the line and is not taken over yet. */
  line: string;
  onLine: (line: string) => void;
  /** Enter in an empty line. */
  onDone?: (() => void) | undefined;
  /** Medicine is never substituted. */
  medicine?: boolean | undefined;
  lineRef?: Ref<HTMLInputElement> | undefined;
  hint?: string | undefined;
}

export function ItemsEditor({ items, onItems, line, onLine, onDone, medicine, lineRef, hint }: ItemsEditorProps) {
  const usual: Substitution = medicine ? 'none' : 'ask';
  const heard = typedLine(line, usual);
  const change = (at: number, part: Partial<TypedItem>) =>
    onItems(items.map((item, index) => (index === at ? { ...item, ...part } : item)));
  const take = () => {
    onItems([...items, ...heard]);
    onLine('');
  };
  return (
    <div class="desk-items">
      {items.length > 0 && (
        <ol>
          {items.map((item, index) => (
            <ItemRow
              key={index}
              item={item}
              medicine={medicine}
              onChange={part => change(index, part)}
              onRemove={() => onItems(items.filter((_, at) => at !== index))}
            />
          ))}
        </ol>
      )}
      <div class="desk-line">
        <input
          ref={lineRef ?? null}
          class="k-input"
          aria-label={say('items.line')}
          placeholder={items.length === 0 ? say('items.line_hint') : say('items.more_hint')}
          value={line}
          autocomplete="off"
          maxLength={400}
          onInput={event => onLine(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
            event.preventDefault();
            if (heard.length > 0) take();
            else onDone?.();
          }}
        />
        <p class="desk-heard" aria-live="polite">
          {heard.length > 0 ? (
            <>
              {heard.map((item, index) => (
                <span key={index}>
                  {writeLine({
                    name: item.name,
                    quantity: item.quantity === '' ? null : Number(item.quantity),
                    unit: item.unit || null,
                  })}
                </span>
              ))}
              <kbd>↵</kbd>
            </>
          ) : (
            <small>{hint}</small>
          )}
        </p>
      </div>
    </div>
  );
}

interface ItemRowProps {
  item: TypedItem;
  medicine: boolean | undefined;
  onChange: (part: Partial<TypedItem>) => void;
  onRemove: () => void;
}

function ItemRow({ item, medicine, onChange, onRemove }: ItemRowProps) {
  const [asked, setAsked] = useState(false);
  const wrong = quantityOf(item.quantity) === undefined;
  const name = item.name || say('items.nameless');
  return (
    <li>
      <input
        class="k-input"
        aria-label={say('items.name')}
        value={item.name}
        maxLength={60}
        onInput={event => onChange({ name: event.currentTarget.value })}
      />
      <input
        class="k-input desk-quantity"
        aria-label={say('items.quantity', { name })}
        aria-invalid={(wrong && asked) || undefined}
        title={wrong ? say('items.quantity_wrong') : undefined}
        inputMode="decimal"
        value={item.quantity}
        maxLength={8}
        onInput={event => onChange({ quantity: event.currentTarget.value })}
        onBlur={() => setAsked(true)}
      />
      <input
        class="k-input desk-unit"
        aria-label={say('items.unit', { name })}
        value={item.unit}
        maxLength={12}
        onInput={event => onChange({ unit: event.currentTarget.value })}
      />
      {medicine ? (
        <span class="k-quiet k-small">{nameOf('substitution.none')}</span>
      ) : (
        <span class="desk-pick">
          <select
            aria-label={say('items.substitution', { name })}
            value={item.substitution}
            onChange={event => onChange({ substitution: event.currentTarget.value as Substitution })}
          >
            {substitutions.map(one => (
              <option key={one} value={one}>
                {nameOf(`substitution.${one}`)}
              </option>
            ))}
          </select>
          <Glyph name="down" size={0.75} />
        </span>
      )}
      <button type="button" class="desk-remove" aria-label={say('items.remove', { name })} onClick={onRemove}>
        <Glyph name="close" size={0.875} />
      </button>
    </li>
  );
}
