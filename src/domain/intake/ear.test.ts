// The ear hears what each pattern would find alone, whatever the text.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { called, danger, distress, figures, high, takenBack, toldOf, urgent } from './critical-table.ts';
import { cues } from './cue-table.ts';
import { Ear } from './ear.ts';
import { hear } from './said.ts';

const rows = [
  ...Object.values(cues).flatMap(list => list.map(([, words]) => words)),
  ...distress.map(([, words]) => words),
  ...[...danger, ...urgent, ...high, takenBack, toldOf, called, new RegExp(figures.source)],
];
const ear = new Ear(rows);
const folder = join(import.meta.dirname, '../../../samples/chat');
const texts = ['written-fit.jsonl', 'written-held-out.jsonl'].flatMap(file =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => hear((JSON.parse(line) as { text: string }).text).plain),
);
const alone = (patterns: readonly RegExp[], text: string): number[] => patterns.map(words => (words.test(text) ? 1 : 0));

describe('the ear', () => {
  it('hears in every sample what each pattern of the tables finds alone', () => {
    for (const text of texts) assert.deepEqual([...ear.hear(text)], alone(rows, text), text);
  });

  it('hears in texts put together from pieces of samples what each pattern finds alone', () => {
    const pieces = texts.flatMap(text => text.match(/[\s\S]{1,5}/g) ?? []);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), parts => {
        const text = parts.join('');
        assert.deepEqual([...ear.hear(text)], alone(rows, text), text);
      }),
      { numRuns: 3000 },
    );
  });

  it('knows every way a pattern may be written: left out, repeated, looked at, in classes and ranges', () => {
    const patterns = [
      ...[/a?b/, /(?:ab|c)?d/, /a*b/, /a{0,2}c/, /(?<!x)ab/, /(?<=x)ab/, /(?=a)ab/, /^ab|c$/, /[a-c]d/, /[^a]b/, /\d[ab]/],
      ...[/(?:a|)b/, /(?:a|b)+c/, /a{2}b/, /(?:(?:a|b)c|d)a/, /[\]-]a/, /\[a/, /./, /(?:^|d)a/, /b(?!c)/, /$/, /a+?d/, /(a|b)d/],
    ];
    const small = new Ear(patterns);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'abcdx1]-['), { maxLength: 8 }), signs => {
        const text = signs.join('');
        assert.deepEqual([...small.hear(text)], alone(patterns, text), text);
      }),
      { numRuns: 3000 },
    );
  });
});
