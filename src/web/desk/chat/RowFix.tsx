// Puts a row right, field by field: Tab goes on, Enter is done, Ctrl and Enter registers as well; another name of a thing is learned.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { fixPasteRow } from '../../../api/paste.ts';
import { kinds } from '../../../domain/intake/reading.ts';
import { Button } from '../../kit/Button.tsx';
import { newMoveId, type Refused } from '../../kit/call.ts';
import { Check, Select, TextInput } from '../../kit/Field.tsx';
import { ErrorNote } from '../../kit/Note.tsx';
import { call } from '../call.ts';
import { FindDoor } from '../intake/FindDoor.tsx';
import { quantityOf } from '../intake/items.ts';
import { doorAmong, type Row } from './paste.ts';
import { sayChat } from './words.ts';

const categories = [
  ...(['grocery', 'meal', 'medicine', 'medical_help', 'medical_supply', 'pickup', 'delivery', 'daily', 'baby', 'pet'] as const),
  ...(['repair', 'garbage', 'testing', 'visit', 'rescue', 'other'] as const),
];
const urgencies = ['normal', 'high', 'urgent', 'critical'] as const;

interface RowFixProps {
  row: Row;
  /** `confirms`: and register it. */
  onDone: (confirms: boolean) => void;
  onLeave: () => void;
}

export function RowFix({ row, onDone, onLeave }: RowFixProps) {
  const { reading } = row;
  const isTalk = reading?.kind === 'chatter' || reading?.kind === 'announcement';
  const [door, setDoor] = useState(row.household);
  const [search, setSearch] = useState('');
  const [kind, setKind] = useState(isTalk ? 'free_request' : (reading?.kind ?? 'free_request'));
  const [category, setCategory] = useState(reading?.category ?? 'other');
  const [urgency, setUrgency] = useState(reading?.urgency ?? 'normal');
  const [items, setItems] = useState(() =>
    (reading?.items ?? []).map(({ name, qty, unit }) => ({ name, qty: qty === null ? '' : String(qty), unit: unit ?? '' })),
  );
  const [name, setName] = useState(reading?.name ?? '');
  const [phone, setPhone] = useState(reading?.phone ?? '');
  const [keepAlias, setKeepAlias] = useState(true);
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('input, select')?.focus(), []);

  const wrong = items.some(item => item.name.trim() !== '' && quantityOf(item.qty) === undefined);
  const renamed = items.flatMap((item, index) => {
    const old = reading?.items[index];
    const isOther = old !== undefined && item.name.trim() !== '' && item.name.trim() !== old.name;
    return isOther && items.length === reading?.items.length ? [{ said: old.name, means: item.name.trim() }] : [];
  });
  const send = async (confirms: boolean) => {
    if (sending || wrong) return;
    setSending(true);
    setRefusal(undefined);
    const kept = items
      .filter(item => item.name.trim() !== '')
      .map(item => ({ name: item.name.trim(), qty: quantityOf(item.qty) ?? null, unit: item.unit.trim() || null }));
    const outcome = await call<typeof fixPasteRow>('POST', '/api/v1/paste-rows/{pasteRowId}/fix', {
      params: { pasteRowId: row.pasteRowId },
      body: {
        id: newMoveId(),
        version: row.version,
        ...(door === null ? {} : { householdId: door.householdId }),
        ...{ kind, category, urgency, items: kept, keepAlias },
        name: name.trim() || null,
        phone: phone.trim() || null,
      },
    });
    setSending(false);
    if (!outcome.ok) return setRefusal(outcome.refusal);
    onDone(confirms);
  };
  const change = (at: number, part: Partial<(typeof items)[number]>) =>
    setItems(items.map((item, index) => (index === at ? { ...item, ...part } : item)));

  return (
    <li class="desk-read-row" data-at data-fixing>
      <form
        ref={form}
        class="desk-fix"
        onSubmit={event => {
          event.preventDefault();
          void send(false);
        }}
        onKeyDown={event => {
          if (event.key === 'Escape') onLeave();
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void send(true);
          }
        }}
      >
        <p>
          <b>{sayChat('fix.title', { n: row.seq })}</b> {row.text}
        </p>
        {door === null ? (
          <>
            <FindDoor
              label={sayChat('fix.door')}
              text={search}
              onText={setSearch}
              onPick={found => {
                setDoor(found);
                requestAnimationFrame(() => form.current?.querySelector('select')?.focus());
              }}
            />
            {row.candidates.length > 0 && (
              <p class="k-row">
                {row.candidates.map(one => (
                  <Button key={one.householdId} onPress={() => setDoor(one)}>
                    {doorAmong(one, row.candidates)}
                  </Button>
                ))}
              </p>
            )}
          </>
        ) : (
          <p class="k-row">
            <b>{door.door}</b>
            <Button look="plain" onPress={() => setDoor(null)}>
              {sayChat('row.pick')}
            </Button>
          </p>
        )}
        <div class="desk-fix-line">
          <Select
            label={sayChat('fix.kind')}
            value={kind}
            options={kinds.map(value => ({ value, text: sayChat(`kind.${value}`) }))}
            onPick={setKind}
          />
          <Select
            label={sayChat('fix.category')}
            value={category}
            options={categories.map(value => ({ value, text: sayChat(`category.${value}`) }))}
            onPick={setCategory}
          />
          <Select
            label={sayChat('fix.urgency')}
            value={urgency}
            options={urgencies.map(value => ({ value, text: sayChat(`urgency.${value}`) }))}
            onPick={setUrgency}
          />
        </div>
        <fieldset class="desk-fix-items">
          <legend>{sayChat('fix.items')}</legend>
          {items.map((item, index) => (
            <div key={index} class="desk-fix-line">
              <TextInput
                label={sayChat('fix.item')}
                quietLabel
                value={item.name}
                maxLength={60}
                onText={text => change(index, { name: text })}
              />
              <TextInput
                label={sayChat('fix.qty')}
                quietLabel
                inputMode="decimal"
                value={item.qty}
                maxLength={8}
                onText={text => change(index, { qty: text })}
              />
              <TextInput
                label={sayChat('fix.unit')}
                quietLabel
                value={item.unit}
                maxLength={12}
                onText={text => change(index, { unit: text })}
              />
              <Button
                look="plain"
                label={sayChat('fix.remove_item', { name: item.name })}
                onPress={() => setItems(items.filter((_, at) => at !== index))}
              >
                ×
              </Button>
            </div>
          ))}
          <Button look="plain" onPress={() => setItems([...items, { name: '', qty: '', unit: '' }])}>
            {sayChat('fix.add_item')}
          </Button>
          {renamed.length > 0 && (
            <Check checked={keepAlias} onCheck={setKeepAlias}>
              {renamed.map(one => sayChat('fix.alias', one)).join(' ')}
            </Check>
          )}
        </fieldset>
        <div class="desk-fix-line">
          <TextInput label={sayChat('fix.name')} optional value={name} maxLength={40} onText={setName} />
          <TextInput label={sayChat('fix.phone')} optional inputMode="tel" value={phone} maxLength={24} onText={setPhone} />
        </div>
        <ErrorNote refusal={refusal} />
        <div class="k-row">
          <Button type="submit" look="main" busy={sending} disabled={wrong} hotkey="↵">
            {sayChat('fix.save')}
          </Button>
          <Button disabled={wrong || sending || door === null} hotkey="Ctrl ↵" onPress={() => send(true)}>
            {sayChat('fix.save_confirm')}
          </Button>
          <Button look="plain" hotkey="Esc" onPress={onLeave}>
            {sayChat('fix.cancel')}
          </Button>
        </div>
      </form>
    </li>
  );
}
