// Every ink can be read on every paper it is used on, in every theme: computed from the style sheet itself.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const css = readFileSync(new URL('../src/web/kit/tokens.css', import.meta.url), 'utf8');
const themes = new Map<string, Map<string, string>>();
for (const part of css.split('/* theme: ').slice(1)) {
  const name = part
    .slice(0, part.indexOf(' */'))
    .replace(/,.*hand/, ' by hand')
    .replace(/,.*/, '');
  themes.set(
    name,
    new Map([...part.matchAll(/(--[a-z-]+): (#[0-9a-f]{6});/g)].map(match => [match[1] as string, match[2] as string])),
  );
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map(at => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (bright + 0.05) / (dark + 0.05);
}

const meanings = ['leaf', 'tomato', 'squash', 'sky', 'aubergine', 'stone'];
const text: [string, string][] = [];
const shapes: [string, string][] = [];
for (const paper of ['--paper', '--card']) {
  text.push(['--ink', paper], ['--quiet', paper]);
  shapes.push(['--edge', paper], ['--focus', paper]);
  for (const meaning of meanings) text.push([`--${meaning}`, paper]);
}
// Chosen rows, inverted ribbons and the tool tip use ink as their paper.
text.push(['--paper', '--ink'], ['--card', '--ink']);
for (const meaning of meanings) {
  text.push([`--on-${meaning}`, `--${meaning}`], [`--${meaning}`, `--${meaning}-soft`], ['--ink', `--${meaning}-soft`]);
  text.push(['--quiet', `--${meaning}-soft`]);
}

test('the known contrasts of black on white and grey on white come out right', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
});

test('all six themes are found in the style sheet', () => {
  assert.deepEqual([...themes.keys()], ['light', 'dark', 'dark by hand', 'sun', 'stairwell', 'paper']);
});

test('dark by the system and dark by hand are the same colours', () => {
  assert.deepEqual(themes.get('dark'), themes.get('dark by hand'));
});

for (const [name, colours] of themes) {
  test(`in ${name}, text has at least 4.5 to 1 and borders and rings at least 3 to 1`, () => {
    const low: string[] = [];
    for (const [pairs, least] of [
      [text, name === 'sun' ? 7 : 4.5],
      [shapes, 3],
    ] as const) {
      for (const [ink, paper] of pairs) {
        const [one, other] = [colours.get(ink), colours.get(paper)];
        assert.ok(one && other, `${ink} or ${paper} is missing in ${name}`);
        const found = contrast(one, other);
        if (found < least) low.push(`${ink} on ${paper}: ${found.toFixed(2)}`);
      }
    }
    assert.deepEqual(low, []);
  });
}
