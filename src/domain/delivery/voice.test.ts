// Tells that only sound files that phones record are taken as voice notes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { voiceType } from './voice.ts';

const filled = (head: string | number[]): Uint8Array => {
  const bytes = new Uint8Array(80);
  bytes.set(typeof head === 'string' ? [...head].map(letter => letter.charCodeAt(0)) : head);
  return bytes;
};

const ebml = (type: string) => [0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x84, ...[...type].map(letter => letter.charCodeAt(0))];

test('what Chrome, Firefox, Safari and an old recorder make is known by its first bytes', () => {
  assert.equal(voiceType(filled(ebml('webm'))), 'audio/webm');
  assert.equal(voiceType(filled('OggS\u0000\u0002')), 'audio/ogg');
  assert.equal(voiceType(filled('\u0000\u0000\u0000\u001cftypM4A ')), 'audio/mp4');
  assert.equal(voiceType(filled('RIFF\u0024\u0000\u0000\u0000WAVEfmt ')), 'audio/wav');
});

test('pages, pictures, films of another kind, and scraps are none', () => {
  for (const head of [
    '<!doctype html><script>',
    '\u0089PNG\r\n\u001a\n',
    'RIFF\u0024\u0000\u0000\u0000WEBPVP8 ',
    'ID3',
    '%PDF-1.7',
  ]) {
    assert.equal(voiceType(filled(head)), null, head);
  }
  assert.equal(voiceType(filled(ebml('matroska'))), null);
  assert.equal(voiceType(new Uint8Array([0x4f, 0x67, 0x67, 0x53])), null);
  assert.equal(voiceType(new Uint8Array()), null);
});
