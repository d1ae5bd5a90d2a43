// Our encryption of callbacks beside the library that WeCom publishes, both ways round, and the vectors printed in their manual.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as theirs from '@wecom/crypto';
import fc from 'fast-check';
import { readFlatXml } from '../src/server/intake/flat-xml.ts';
import { closeEncrypted, isSignature, openEncrypted, signatureOf } from '../src/server/intake/wechat-crypt.ts';

describe('the published vectors', () => {
  const token = 'QDG6eK';
  const key = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C';
  const corpId = 'wx5823bf96d3bd56c7';
  test('of the check of the address', () => {
    const echo = 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==';
    assert.ok(isSignature('5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3', token, '1409659589', '263014780', echo));
    assert.equal(openEncrypted(key, echo, corpId), '1616140317555161061');
  });
  test('of a message', () => {
    const encrypted =
      'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==';
    assert.ok(isSignature('477715d11cdb4164915debcba66cb864d751f3e6', token, '1409659813', '1372623149', encrypted));
    const fields = readFlatXml(openEncrypted(key, encrypted, corpId) ?? '');
    assert.deepEqual(
      ['FromUserName', 'MsgType', 'Content', 'MsgId', 'AgentID'].map(name => fields?.get(name)),
      ['mycreate', 'text', 'hello', '4561255354251345929', '218'],
    );
  });
  test('open only for the receiver they were meant for', () => {
    assert.equal(openEncrypted(key, closeEncrypted(key, 'x', corpId), 'wx5823bf96d3bd56c8'), null);
    assert.equal(openEncrypted(key, closeEncrypted(key, 'x', corpId), `${corpId}0`), null);
  });
});

const aesKey = fc.stringMatching(/^[A-Za-z0-9]{42}[AEIMQUYcgkosw048]$/);
/** Ids of corporations and accounts, some as long as several blocks of the cipher. */
const receiver = fc.stringMatching(/^[A-Za-z0-9_-]{1,80}$/);
/** Every length up to several blocks, any script; what cannot be written in UTF-8 never leaves either side. */
const words = fc.string({ unit: 'binary', maxLength: 300 }).map(text => text.toWellFormed());

describe('beside the library of WeCom', () => {
  test('what it encrypts we open, and what we encrypt it opens, to the letter', () => {
    fc.assert(
      fc.property(aesKey, words, receiver, (key, text, id) => {
        assert.equal(openEncrypted(key, theirs.encrypt(key, text, id), id), text);
        const { message, id: meant } = theirs.decrypt(key, closeEncrypted(key, text, id));
        assert.deepEqual([message, meant], [text, id]);
      }),
      { numRuns: 500 },
    );
  });

  test('for every length around the edges of a block', () => {
    const key = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C';
    for (let length = 0; length <= 130; length++) {
      const text = 'x'.repeat(length);
      assert.equal(openEncrypted(key, theirs.encrypt(key, text, 'wx1'), 'wx1'), text, `${length}`);
      assert.equal(theirs.decrypt(key, closeEncrypted(key, text, 'wx1')).message, text, `${length}`);
    }
  });

  test('both sign alike, and a change of any part is no signature', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9+/=]{1,64}$/);
    fc.assert(
      fc.property(part, part, part, part, part, (token, timestamp, nonce, encrypted, other) => {
        const signature = theirs.getSignature(token, timestamp, nonce, encrypted);
        assert.equal(signatureOf(token, timestamp, nonce, encrypted), signature);
        assert.ok(isSignature(signature, token, timestamp, nonce, encrypted));
        fc.pre(other !== encrypted && ![token, timestamp, nonce].includes(other));
        assert.ok(!isSignature(signature, token, timestamp, nonce, other));
      }),
      { numRuns: 500 },
    );
  });

  test('one changed byte of what it encrypted is never taken for the same text to the same receiver', () => {
    fc.assert(
      fc.property(aesKey, words, fc.nat(), fc.integer({ min: 1, max: 255 }), (key, text, place, change) => {
        const bytes = Buffer.from(theirs.encrypt(key, text, 'wx5823bf96d3bd56c7'), 'base64');
        // The first sixteen bytes are noise that nobody reads.
        const at = 32 + (place % (bytes.length - 32));
        bytes[at] = (bytes[at] as number) ^ change;
        assert.notEqual(openEncrypted(key, bytes.toString('base64'), 'wx5823bf96d3bd56c7'), text);
      }),
      { numRuns: 300 },
    );
  });
});
