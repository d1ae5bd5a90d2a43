// The first page: says what this is in one line and leads each person to their own page.
import { Glyph, type GlyphName } from '../kit/Glyph.tsx';
import mark from '../kit/mark.svg';
import { nameOf } from '../kit/names.ts';
import { LanguageSwitch, SettingsButton } from '../kit/Settings.tsx';
import { voice } from '../kit/say.ts';
import { startEn } from '../kit/words/start.en.ts';
import { startZh } from '../kit/words/start.zh.ts';
import { Skyline } from './Skyline.tsx';
import './start.css';

const say = voice(startZh, startEn);

const seats = [
  { seat: 'door', glyph: 'bag' },
  { seat: 'field', glyph: 'stairs' },
  { seat: 'desk', glyph: 'list' },
  { seat: 'board', glyph: 'board' },
] as const satisfies readonly { seat: string; glyph: GlyphName }[];

const steps = ['collect', 'dispatch', 'accept', 'feedback'] as const;

export function Start() {
  return (
    <div class="start">
      <div class="start-settings">
        <LanguageSwitch />
        <SettingsButton />
      </div>
      <main class="start-main">
        <header class="start-head">
          <img src={mark} width="72" height="72" alt="" />
          <h1>{say('title')}</h1>
          <p class="start-line">{say('line')}</p>
          <ol class="start-steps">
            {steps.map(step => (
              <li key={step}>{nameOf(`stage.${step}`)}</li>
            ))}
          </ol>
          <p class="start-about">{say('about')}</p>
        </header>
        <nav class="start-seats" aria-labelledby="choose">
          <h2 id="choose">{say('choose')}</h2>
          {seats.map(({ seat, glyph }) => (
            <a key={seat} href={`/${seat}`} class="start-seat" data-seat={seat}>
              <span class="start-seat-glyph">
                <Glyph name={glyph} size={2} />
              </span>
              <span class="start-seat-text">
                <b>{say(`seat.${seat}`)}</b>
                <small>{say(`seat.${seat}.text`)}</small>
              </span>
              <Glyph name="right" size={1.25} />
            </a>
          ))}
        </nav>
      </main>
      <Skyline />
    </div>
  );
}
