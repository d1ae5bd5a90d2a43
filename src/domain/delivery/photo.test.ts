// Photos lose what tells more than the picture, keep the picture to the byte, and nonsense is refused instead of kept.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { cleanPhoto } from './photo.ts';

const bytes = (...parts: (string | readonly number[] | Uint8Array)[]) =>
  new Uint8Array(Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)))));

const segment = (marker: number, ...parts: Parameters<typeof bytes>) => {
  const body = bytes(...parts);
  return bytes([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff], body);
};

const soi = [0xff, 0xd8];
const eoi = [0xff, 0xd9];
const jfif = segment(0xe0, 'JFIF\0', [1, 1, 0, 0, 1, 0, 1, 0, 0]);
const exif = segment(0xe1, 'Exif\0\0', 'GPS 36.06 103.83, 2022-03-12');
const table = segment(0xdb, new Uint8Array(65));
const frame = segment(0xc0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
// A stuffed byte and a restart mark inside the picture must not end it.
const scan = bytes(segment(0xda, [1, 1, 0, 0, 63, 0]), [0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]);

const chunk = (name: string, body: Uint8Array) => {
  const named = bytes(name, body);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return bytes(length, named, sum);
};
const pngMagic = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const pngHead = chunk('IHDR', bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]));
const pngPicture = chunk('IDAT', new Uint8Array(deflateSync(Buffer.from([0, 0x7f]))));
const pngEnd = chunk('IEND', new Uint8Array());

const riffChunk = (name: string, body: Uint8Array) => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return bytes(name, length, body, body.length % 2 === 1 ? [0] : []);
};
const riff = (...chunks: Uint8Array[]) => {
  const body = bytes('WEBP', ...chunks);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return bytes('RIFF', length, body);
};
const lossless = riffChunk('VP8L', bytes([0x2f, 0, 0, 0, 0x10, 0x07, 0x10, 0x11, 0x11, 0x88, 0x88, 0xfe, 0x07]));
const extended = (flags: number) => riffChunk('VP8X', bytes([flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]));

describe('photos of a door', () => {
  it('a JPEG loses Exif, comments and what is hung behind it, and nothing else', () => {
    const comment = segment(0xfe, 'taken by 张三');
    const multi = segment(0xe2, 'MPF\0', [1, 2, 3]);
    const dirty = bytes(soi, jfif, exif, comment, multi, table, frame, scan, eoi, 'a second picture with its own Exif');
    const photo = cleanPhoto(dirty);
    assert.equal(photo?.type, 'image/jpeg');
    assert.deepEqual(photo?.bytes, bytes(soi, jfif, table, frame, scan, eoi));
  });

  it('a progressive JPEG keeps all its scans', () => {
    const picture = bytes(soi, jfif, table, segment(0xc2, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]), scan, segment(0xc4, [0]), scan, eoi);
    assert.deepEqual(cleanPhoto(picture)?.bytes, picture);
  });

  it('a PNG loses eXIf and texts', () => {
    const dirty = bytes(
      pngMagic,
      pngHead,
      chunk('eXIf', bytes('GPS')),
      chunk('tEXt', bytes('Author\0somebody')),
      pngPicture,
      chunk('tIME', bytes([7, 230, 3, 12, 9, 0, 0])),
      pngEnd,
      'trailer',
    );
    const photo = cleanPhoto(dirty);
    assert.equal(photo?.type, 'image/png');
    assert.deepEqual(photo?.bytes, bytes(pngMagic, pngHead, pngPicture, pngEnd));
  });

  it('a WebP loses EXIF and XMP, and its flags say so', () => {
    const dirty = riff(extended(0x0c | 0x10), lossless, riffChunk('EXIF', bytes('GPS')), riffChunk('XMP ', bytes('<x/>')));
    const photo = cleanPhoto(dirty);
    assert.equal(photo?.type, 'image/webp');
    assert.deepEqual(photo?.bytes, riff(extended(0x10), lossless));
  });

  it('what is no picture, or half of one, is refused', () => {
    const jpeg = bytes(soi, jfif, table, frame, scan, eoi);
    const png = bytes(pngMagic, pngHead, pngPicture, pngEnd);
    const webp = riff(lossless);
    for (const whole of [jpeg, png, webp]) {
      assert.ok(cleanPhoto(whole));
      for (let length = 0; length < whole.length; length++) {
        assert.equal(cleanPhoto(whole.subarray(0, length)), null, `cut off after ${length} bytes`);
      }
    }
    assert.equal(cleanPhoto(bytes('<svg onload="alert(1)"/>')), null);
    assert.equal(cleanPhoto(bytes('%PDF-1.7')), null);
    assert.equal(cleanPhoto(bytes('GIF89a', new Uint8Array(40))), null);
    assert.equal(cleanPhoto(bytes(soi, eoi)), null, 'a JPEG without a picture');
  });

  it('cleaning never throws, and what is clean stays as it is', () => {
    const starts = fc.constantFrom<Uint8Array>(
      bytes(soi, [0xff]),
      bytes(soi, jfif),
      bytes(soi, frame, scan),
      bytes(pngMagic, pngHead),
      bytes('RIFF', [40, 0, 0, 0], 'WEBP'),
      new Uint8Array(),
    );
    fc.assert(
      fc.property(
        starts,
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(bytes(eoi), pngEnd, new Uint8Array()),
        (start, middle, end) => {
          const photo = cleanPhoto(bytes(start, middle, end));
          if (photo !== null) assert.deepEqual(cleanPhoto(photo.bytes), photo);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
