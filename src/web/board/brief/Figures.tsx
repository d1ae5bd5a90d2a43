// The figures on the screen: each says how it is counted and, for those who may, opens the rows it counted.
import type { ComponentChildren } from 'preact';
import type { FigureName, RateName } from '../../../domain/brief/figures.ts';
import { nameOf } from '../../kit/names.ts';
import { say } from '../words.ts';
import type { Brief, Open, Opens } from './Briefing.tsx';
import { figureOf, numberOf, within } from './figure-words.ts';

interface Given {
  readonly brief: Brief;
  readonly open: Open;
}

export function Figures({ brief, open }: Given) {
  const given = { brief, open };
  return (
    <div class="board-figures">
      <section class="k-card board-served" aria-labelledby="board-served">
        <h2 id="board-served">{say('brief.served')}</h2>
        <Figure {...given} name="households_served" big />
        <div class="board-pair">
          <Figure {...given} name="households_served_groceries" />
          <Figure {...given} name="households_served_medicine" />
        </div>
        <ToDoor brief={brief} />
      </section>
      <section class="k-card" aria-labelledby="board-rates">
        <h2 id="board-rates">{say('brief.rates')}</h2>
        <Rate {...given} name="answered_in_time" />
        <Rate {...given} name="solved" />
        <Rate {...given} name="satisfied" />
      </section>
      <section class="k-card" aria-labelledby="board-requests">
        <h2 id="board-requests">{say('brief.requests')}</h2>
        <ul class="board-list">
          {(['requests_asked', 'requests_served', 'requests_open', 'requests_late', 'reopened'] as const).map(name => (
            <Line key={name} {...given} name={name} />
          ))}
        </ul>
        <ul class="board-list">
          <Line {...given} name="calls_made" />
          <Line {...given} name="households_unheard" />
        </ul>
      </section>
      <ByKind {...given} />
      {brief.byCompound.length > 1 && <ByCompound {...given} />}
    </div>
  );
}

interface CountProps {
  readonly open: Open;
  readonly figure: FigureName;
  readonly what?: Opens | undefined;
  readonly count: number;
  readonly children: ComponentChildren;
}

/** A number that opens its rows; a plain number where there are none or the reader may not. */
function Count({ open, figure, what, count, children }: CountProps) {
  if (open === undefined || count === 0) return <span class="board-count">{children}</span>;
  return (
    <button type="button" class="board-count" onClick={() => open(figure, what)}>
      {children}
    </button>
  );
}

function Figure({ brief, open, name, big }: Given & { readonly name: FigureName; readonly big?: boolean }) {
  const figure = figureOf(brief, name);
  const { text, unit } = numberOf(figure);
  return (
    <div class="board-figure" data-big={big || undefined}>
      <Count open={open} figure={name} count={figure.value}>
        <b>{text}</b>
        <small>{unit}</small>
      </Count>
      <p>{say(`figure.${name}`)}</p>
      <p class="k-small k-quiet">{say(`means.${name}`)}</p>
    </div>
  );
}

function Line({ brief, open, name }: Given & { readonly name: FigureName }) {
  const figure = figureOf(brief, name);
  const { text, unit } = numberOf(figure);
  return (
    <li title={say(`means.${name}`)} data-warn={(name === 'requests_late' && figure.value > 0) || undefined}>
      <span>{say(`figure.${name}`)}</span>
      <Count open={open} figure={name} count={figure.value}>
        <b>{text}</b>
        <small>{unit}</small>
      </Count>
    </li>
  );
}

function Rate({ brief, open, name }: Given & { readonly name: RateName }) {
  const figure = figureOf(brief, name);
  const { text, unit } = numberOf(figure);
  const of = figure.of ?? { numerator: 0, denominator: 0 };
  return (
    <div class="board-rate">
      <p>
        <span>{say(`figure.${name}`)}</span>
        <b>
          {text}
          <small>{unit}</small>
        </b>
      </p>
      {of.denominator === 0 ? (
        <p class="k-small k-quiet">{say('brief.nothing_yet')}</p>
      ) : (
        <>
          <div class="board-bar" aria-hidden="true">
            <i style={{ width: `${figure.value * 100}%` }} />
          </div>
          <p class="board-parts">
            <Count open={open} figure={name} what={{ part: 'numerator' }} count={of.numerator}>
              {say('part.numerator', { n: of.numerator })}
            </Count>
            <Count open={open} figure={name} count={of.denominator}>
              {say('part.all', { n: of.denominator })}
            </Count>
          </p>
        </>
      )}
      <details>
        <summary>{say('brief.how')}</summary>
        <dl>
          <dt>{say('brief.numerator')}</dt>
          <dd>{say(`numerator.${name}`)}</dd>
          <dt>{say('brief.denominator')}</dt>
          <dd>{say(`denominator.${name}`)}</dd>
        </dl>
      </details>
    </div>
  );
}

function ToDoor({ brief }: { readonly brief: Brief }) {
  const { medianSeconds, p90Seconds, counted } = brief.toDoor;
  return (
    <div class="board-to-door">
      <h3>{say('brief.to_door')}</h3>
      {counted === 0 ? (
        <p class="k-quiet">{say('brief.no_door')}</p>
      ) : (
        <>
          <dl>
            <div>
              <dt>{say('brief.median')}</dt>
              <dd>{within(medianSeconds)}</dd>
            </div>
            <div>
              <dt>{say('brief.p90')}</dt>
              <dd>{within(p90Seconds)}</dd>
            </div>
          </dl>
          <p class="k-small k-quiet">{say('brief.counted', { n: counted })}</p>
        </>
      )}
    </div>
  );
}

function ByKind({ brief, open }: Given) {
  return (
    <section class="k-card" aria-labelledby="board-by-kind">
      <h2 id="board-by-kind">{say('brief.by_kind')}</h2>
      <table class="board-table">
        <thead>
          <tr>
            <th scope="col">{say('brief.kind')}</th>
            <th scope="col">{say('brief.asked')}</th>
            <th scope="col">{say('brief.delivered')}</th>
            <th scope="col">{say('brief.households')}</th>
          </tr>
        </thead>
        <tbody>
          {brief.byKind.map(({ kind, households, requests, served }) => (
            <tr key={kind}>
              <th scope="row">{nameOf(`kind.${kind}`)}</th>
              <td>
                <Count open={open} figure="requests_asked" what={{ kind }} count={requests}>
                  {requests}
                </Count>
              </td>
              <td>
                <Count open={open} figure="requests_served" what={{ kind }} count={served}>
                  {served}
                </Count>
              </td>
              <td>
                <Count open={open} figure="households_served" what={{ kind }} count={households}>
                  {households}
                </Count>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ByCompound({ brief, open }: Given) {
  return (
    <section class="k-card" aria-labelledby="board-by-compound">
      <h2 id="board-by-compound">{say('brief.by_compound')}</h2>
      <table class="board-table">
        <thead>
          <tr>
            <th scope="col">{say('compound')}</th>
            <th scope="col">{say('brief.lived_in')}</th>
            <th scope="col">{say('brief.households_served')}</th>
            <th scope="col">{say('brief.open')}</th>
          </tr>
        </thead>
        <tbody>
          {brief.byCompound.map(({ compoundId, name, households, served, open: stillOpen }) => (
            <tr key={compoundId}>
              <th scope="row">{name}</th>
              <td>{households}</td>
              <td>
                <Count open={open} figure="households_served" what={{ compoundId }} count={served}>
                  {served}
                </Count>
              </td>
              <td>
                <Count open={open} figure="requests_open" what={{ compoundId }} count={stillOpen}>
                  {stillOpen}
                </Count>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
