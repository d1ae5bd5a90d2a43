// Counting bags at a hand-over against the list: tap or scan each, name what is missing, wrong or spoiled, and what is too many.
import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { Difference } from '../../domain/delivery/handover.ts';
import type { GoodsClass } from '../../domain/request/kind.ts';
import { Button } from '../kit/Button.tsx';
import { Chip } from '../kit/Chip.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Glyph } from '../kit/Glyph.tsx';
import { nameOf } from '../kit/names.ts';
import { feel } from './feel.ts';
import { Scan } from './Scan.tsx';
import { say } from './words.ts';

export interface Listed {
  readonly bagId: string;
  readonly label: string;
  readonly code: string | undefined;
  readonly goodsClass: GoodsClass;
  /** Where it goes; a carrier who takes over does not know it. */
  readonly door?: string | undefined;
}

export interface CountOf {
  readonly there: readonly Listed[];
  readonly short: readonly (Listed & { readonly difference: Exclude<Difference, 'surplus'> })[];
  /** Codes of bags that are not on the list. */
  readonly surplus: readonly string[];
}

/** What is to be counted. */
export interface Counting {
  readonly title: string;
  /** Empty: nobody has told what comes, so whatever is scanned is counted. */
  readonly bags: readonly Listed[];
  /** On the button when everything is counted or named. */
  readonly done: string;
  readonly onDone: (count: CountOf) => void;
}

type Said = 'there' | Exclude<Difference, 'surplus'>;
const named = ['missing', 'wrong', 'spoiled'] as const;

export function Count({ of: { title, bags, done, onDone }, onClose }: { of: Counting; onClose: () => void }) {
  const [said, setSaid] = useState<ReadonlyMap<string, Said>>(new Map());
  const [surplus, setSurplus] = useState<readonly string[]>([]);
  const [naming, setNaming] = useState<Listed>();
  const [scanning, setScanning] = useState(false);
  const [last, setLast] = useState('');
  const put = (bagId: string, what: Said | undefined) =>
    setSaid(old => {
      const next = new Map(old);
      if (what === undefined) next.delete(bagId);
      else next.set(bagId, what);
      return next;
    });
  const open = bags.length === 0;
  const counted = open
    ? say('count.scanned', { n: surplus.length })
    : say('count.so_far', { n: [...said.values()].filter(one => one === 'there').length, all: bags.length });

  const onCode = (text: string) => {
    // Bare, or at the end of an address.
    const code = /[0-9A-F]{12}$/.exec(text.trim())?.[0];
    const bag = bags.find(one => one.code === code);
    if (bag !== undefined) {
      feel(said.get(bag.bagId) === 'there' ? 'look' : 'taken');
      put(bag.bagId, 'there');
      setLast(bag.label);
    } else {
      feel(open && code !== undefined ? 'taken' : 'look');
      setLast(code === undefined ? say('count.no_code') : open ? code : say('count.not_listed'));
      if (code !== undefined) setSurplus(old => (old.includes(code) ? old : [...old, code]));
    }
  };

  return (
    <section class="k-card f-count k-stack">
      <h1>{title}</h1>
      <p class="f-count-number" aria-live="polite">
        {counted}
      </p>
      <Button big wide onPress={() => setScanning(true)}>
        <Glyph name="search" /> {say('count.scan')}
      </Button>
      <ul class="f-bags">
        {bags.map(bag => {
          const now = said.get(bag.bagId);
          return (
            <li key={bag.bagId} data-said={now}>
              <button
                type="button"
                class="f-bag"
                aria-pressed={now === 'there'}
                onClick={() => {
                  feel('taken');
                  put(bag.bagId, now === 'there' ? undefined : 'there');
                }}
              >
                <Glyph name={now === 'there' ? 'served' : now === undefined ? 'none' : 'late'} size={1.5} />
                <span>
                  <b>{bag.label}</b>
                  {bag.door?.split(' ').map(part => (
                    <Fragment key={part}>
                      <span class="k-nowrap">{part}</span>{' '}
                    </Fragment>
                  ))}
                  {bag.goodsClass !== 'ordinary' && `${nameOf(`goods.${bag.goodsClass}`)} `}
                  {now !== undefined && now !== 'there' && (
                    <Chip tone="tomato" solid>
                      {say(`count.${now}`)}
                    </Chip>
                  )}
                </span>
              </button>
              <Button big label={say('count.name_for', { label: bag.label })} onPress={() => setNaming(bag)}>
                <Glyph name="dots" size={1.25} />
              </Button>
            </li>
          );
        })}
      </ul>
      {surplus.map(code => (
        <p key={code} class="f-surplus">
          {!open && (
            <Chip tone="squash" glyph="plus">
              {say('count.surplus')}
            </Chip>
          )}{' '}
          {code}{' '}
          <Button look="plain" onPress={() => setSurplus(old => old.filter(one => one !== code))}>
            {say('count.drop')}
          </Button>
        </p>
      ))}
      <div class="f-actions">
        <Button
          look="main"
          big
          wide
          disabled={said.size < bags.length || (open && surplus.length === 0)}
          onPress={() => {
            onDone({
              there: bags.filter(bag => said.get(bag.bagId) === 'there'),
              short: bags.flatMap(bag => {
                const what = said.get(bag.bagId);
                return what === undefined || what === 'there' ? [] : [{ ...bag, difference: what }];
              }),
              surplus,
            });
            onClose();
          }}
        >
          {said.size < bags.length ? say('count.left', { n: bags.length - said.size }) : done}
        </Button>
        <Button big onPress={onClose}>
          {say('count.back')}
        </Button>
      </div>
      {naming && (
        <Dialog open title={say('count.name_for', { label: naming.label })} onClose={() => setNaming(undefined)}>
          <div class="k-stack">
            {named.map(what => (
              <Button
                key={what}
                big
                wide
                onPress={() => {
                  put(naming.bagId, what);
                  setNaming(undefined);
                }}
              >
                {say(`count.${what}`)}
              </Button>
            ))}
          </div>
        </Dialog>
      )}
      {scanning && (
        <Scan status={last === '' ? counted : `${counted} · ${last}`} onCode={onCode} onClose={() => setScanning(false)} />
      )}
    </section>
  );
}
