// The briefing on one sheet of A4, black on white: the same figures as on the screen, and how each is counted.
import { figureNames, type RateName, rateNames } from '../../../domain/brief/figures.ts';
import { nameOf } from '../../kit/names.ts';
import { Sheet } from '../../kit/Print.tsx';
import { dayOf } from '../../kit/time.ts';
import { say } from '../words.ts';
import type { Brief } from './Briefing.tsx';
import { figureOf, numberOf, within } from './figure-words.ts';

interface PaperProps {
  readonly brief: Brief;
  readonly span: 'day' | 'until';
  /** All of them where none is named. */
  readonly compound: string | undefined;
  readonly demo: boolean;
}

const plain = figureNames.filter(name => !(rateNames as readonly string[]).includes(name) && name !== 'households_served');

export function Paper({ brief, span, compound, demo }: PaperProps) {
  const day = dayOf(`${brief.on}T04:00:00Z`);
  const served = numberOf(figureOf(brief, 'households_served'));
  return (
    <div class="board-paper">
      <Sheet
        title={`${say('brief.title')} ${span === 'day' ? day : say('brief.asof', { day })}`}
        place={compound === undefined ? brief.communityName : `${brief.communityName} ${compound}`}
        at={brief.madeAt}
        demo={demo}
        foot={say('brief.foot')}
      >
        <div class="board-paper-top">
          <p class="board-paper-huge">
            <b>{served.text}</b> {served.unit}
            <span>{say('figure.households_served')}</span>
          </p>
          {rateNames.map(name => (
            <PaperRate key={name} brief={brief} name={name} />
          ))}
        </div>
        <table>
          <tbody>
            {plain.map(name => {
              const { text, unit } = numberOf(figureOf(brief, name));
              return (
                <tr key={name}>
                  <th scope="row">{say(`figure.${name}`)}</th>
                  <td>
                    <b>{text}</b> {unit}
                  </td>
                  <td>{say(`means.${name}`)}</td>
                </tr>
              );
            })}
            <tr>
              <th scope="row">{say('brief.to_door')}</th>
              <td colSpan={2}>
                {brief.toDoor.counted === 0
                  ? say('brief.no_door')
                  : `${say('brief.median')} ${within(brief.toDoor.medianSeconds)} · ${say('brief.p90')} ${within(brief.toDoor.p90Seconds)} · ${say('brief.counted', { n: brief.toDoor.counted })}`}
              </td>
            </tr>
          </tbody>
        </table>
        <div class="board-paper-pair">
          <table>
            <thead>
              <tr>
                <th scope="col">{say('brief.kind')}</th>
                <th scope="col">{say('brief.asked')}</th>
                <th scope="col">{say('brief.delivered')}</th>
                <th scope="col">{say('brief.households')}</th>
              </tr>
            </thead>
            <tbody>
              {brief.byKind.map(one => (
                <tr key={one.kind}>
                  <th scope="row">{nameOf(`kind.${one.kind}`)}</th>
                  <td>{one.requests}</td>
                  <td>{one.served}</td>
                  <td>{one.households}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('compound')}</th>
                <th scope="col">{say('brief.lived_in')}</th>
                <th scope="col">{say('brief.households_served')}</th>
                <th scope="col">{say('brief.open')}</th>
              </tr>
            </thead>
            <tbody>
              {brief.byCompound.map(one => (
                <tr key={one.compoundId}>
                  <th scope="row">{one.name}</th>
                  <td>{one.households}</td>
                  <td>{one.served}</td>
                  <td>{one.open}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Sheet>
    </div>
  );
}

function PaperRate({ brief, name }: { readonly brief: Brief; readonly name: RateName }) {
  const figure = figureOf(brief, name);
  const { text, unit } = numberOf(figure);
  return (
    <div class="board-paper-rate">
      <p>
        {say(`figure.${name}`)} <b>{`${text}${unit}`}</b>{' '}
        {figure.of && figure.of.denominator > 0 && `${figure.of.numerator} / ${figure.of.denominator}`}
      </p>
      <small>
        {say('brief.numerator')}: {say(`numerator.${name}`)}
        <br />
        {say('brief.denominator')}: {say(`denominator.${name}`)}
      </small>
    </div>
  );
}
