// Door cards to print, eight on a page: big door name, QR, how to use it in three lines.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { issueDoorCards } from '../../../api/session.ts';
import { Button } from '../../kit/Button.tsx';
import { Check, Select } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { QrCode } from '../../kit/QrCode.tsx';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import './cards.css';

type Kind = 'compound' | 'building' | 'unit' | 'household';
type Card = AnswerOf<typeof issueDoorCards>['cards'][number];

export function DoorCards({ place }: { place: string | undefined }) {
  const { places, me } = useSeat();
  const [wanted, setWanted] = useState(place ?? '');
  const [renew, setRenew] = useState(false);
  const issue = useMove<Record<string, never>, AnswerOf<typeof issueDoorCards>>(() => {
    const [placeKind, placeId = ''] = wanted.split(':') as [Kind, string];
    return call<typeof issueDoorCards>(
      'POST',
      '/api/v1/door-cards',
      { body: { placeKind, placeId, renew } },
      { timeout: 60_000 },
    );
  });
  const options = (places?.compounds ?? []).flatMap(compound => [
    { value: `compound:${compound.compoundId}`, text: say('cards.whole', { place: compound.name }) },
    ...compound.buildings.flatMap(building => [
      { value: `building:${building.buildingId}`, text: `${compound.name} ${building.label}` },
      ...building.units
        .filter(unit => unit.label !== '')
        .map(unit => ({ value: `unit:${unit.unitId}`, text: `${compound.name} ${building.label} ${unit.label}` })),
    ]),
  ]);
  const one = wanted.startsWith('household:');
  const cards = issue.state.is === 'done' ? issue.state.answer.cards : [];
  return (
    <div class="desk-page">
      <header class="desk-page-head k-no-print">
        <h1>{say('cards.title')}</h1>
        <div class="k-row">
          {!one && (
            <Select
              label={say('cards.place')}
              quietLabel
              empty={say('cards.place')}
              value={wanted}
              options={options}
              onPick={setWanted}
            />
          )}
          <Check checked={renew} onCheck={setRenew}>
            {say('cards.renew')}
          </Check>
          <Button
            look={cards.length === 0 ? 'main' : 'quiet'}
            busy={issue.sending}
            disabled={wanted === ''}
            onPress={() => issue.send({})}
          >
            {say('cards.make')}
          </Button>
          {cards.length > 0 && (
            <Button look="main" onPress={() => window.print()}>
              {say('cards.print', { n: cards.length })}
            </Button>
          )}
        </div>
        <p class="k-quiet k-small">{say('cards.line')}</p>
        <ErrorNote refusal={issue.refusal} onRetry={issue.retry} />
        {cards.length === 0 && issue.state.is === 'done' && <p>{sayKit('nothing_here')}</p>}
      </header>
      <div class="desk-cards">
        {pages(cards).map(page => (
          <section key={page[0]?.householdId} class="desk-card-page">
            {page.map(card => (
              <article key={card.householdId} class="desk-card">
                <h2>{card.door}</h2>
                <QrCode
                  text={`${location.origin}/door#${card.code}`}
                  label={say('cards.code_of', { door: card.door })}
                  size={9}
                />
                <ol>
                  <li>{say('cards.step1')}</li>
                  <li>{say('cards.step2')}</li>
                  <li>{say('cards.step3')}</li>
                </ol>
                <p>
                  {me.communityName}
                  {me.demo && <b> DEMO</b>}
                </p>
              </article>
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}

function pages(cards: readonly Card[]): Card[][] {
  const sheets: Card[][] = [];
  for (let at = 0; at < cards.length; at += 8) sheets.push(cards.slice(at, at + 8));
  return sheets;
}
