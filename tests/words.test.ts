// Every word for people stands in Chinese and in English, says the same things, and keeps the tone of the house.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { bagProblems, bagSteps, disinfectants } from '../src/domain/delivery/custody.ts';
import { roles } from '../src/domain/people/role.ts';
import { refusalCodes } from '../src/domain/refusal.ts';
import { channels, goodsClasses, kinds, lanes, substitutions, urgencies } from '../src/domain/request/kind.ts';
import { moveNames, moveOf, stages, states } from '../src/domain/request/life.ts';
import { levels } from '../src/domain/zone/level.ts';
import { relayPoints } from '../src/domain/zone/rule.ts';
import { fill } from '../src/web/kit/say.ts';

const folder = new URL('../src/web/kit/words/', import.meta.url);
type Texts = Readonly<Record<string, string>>;

async function textsOf(file: string): Promise<Texts> {
  const module = (await import(new URL(file, folder).href)) as Record<string, unknown>;
  const found = Object.values(module).find(value => typeof value === 'object' && value !== null);
  assert.ok(found, `${file} holds no words`);
  return found as Texts;
}

const lists = await Promise.all(
  readdirSync(folder)
    .filter(file => file.endsWith('.zh.ts'))
    .map(async file => ({
      name: file.replace('.zh.ts', ''),
      zh: await textsOf(file),
      en: await textsOf(file.replace('.zh.ts', '.en.ts')),
    })),
);

/** The names a text needs; those in `[[…]]` may be missing from either language. */
function needs(text: string): string[] {
  const bare = text.replace(/\[\[.*?\]\]/g, '');
  return [...new Set([...bare.matchAll(/\{([a-zA-Z]+)[:}]/g)].map(match => match[1] as string))].sort();
}

function faults(check: (text: string, key: string) => boolean, language: 'zh' | 'en'): string[] {
  return lists.flatMap(list =>
    Object.entries(list[language])
      .filter(([key, text]) => check(text, key))
      .map(([key, text]) => `${list.name}: ${key}: ${text}`),
  );
}

describe('the words', () => {
  it('stand in both languages under the same keys', () => {
    assert.ok(lists.length >= 4);
    for (const { name, zh, en } of lists) assert.deepEqual(Object.keys(en).sort(), Object.keys(zh).sort(), name);
  });

  it('name the same parameters in both languages', () => {
    const differing = lists.flatMap(({ name, zh, en }) =>
      Object.keys(zh)
        .filter(key => needs(zh[key] ?? '').join() !== needs(en[key] ?? '').join())
        .map(key => `${name}: ${key}`),
    );
    assert.deepEqual(differing, []);
  });

  it('are never empty, never shout and never blame', () => {
    assert.deepEqual(faults(text => text.trim() === '', 'zh').concat(faults(text => text.trim() === '', 'en')), []);
    assert.deepEqual(faults(text => /[!！]/.test(text), 'zh').concat(faults(text => /!/.test(text), 'en')), []);
    assert.deepEqual(
      faults(text => /非法|错误操作|您的错|无效操作|异常/.test(text), 'zh'),
      [],
    );
    assert.deepEqual(
      faults(text => /\b(illegal|your fault|invalid operation|oops|sorry)\b/i.test(text), 'en'),
      [],
    );
  });

  it('use Chinese punctuation between Chinese characters', () => {
    assert.deepEqual(
      faults(
        text => /[\u4e00-\u9fff][,;?]|[\u4e00-\u9fff]:(?!\/)|[,;:] ?[\u4e00-\u9fff]/.test(text.replace(/\{[^}]*\}/g, '字')),
        'zh',
      ),
      [],
    );
  });

  it('hold Chinese in the Chinese list and none in the English one, but for names', () => {
    // A staple is sent under the name the shop knows, which therefore stands beside the English one.
    const names = /^(language\.zh|product\.name|title|staple\.\w+)$/;
    assert.deepEqual(
      faults((text, key) => /[\u4e00-\u9fff]/.test(text.replaceAll('菜篮子', '')) && !names.test(key), 'en'),
      [],
    );
  });
});

describe('the refusals', () => {
  const { zh, en } = lists.find(list => list.name === 'refusals') as { zh: Texts; en: Texts };

  it('are all translated, in both languages', () => {
    for (const code of [...refusalCodes, 'no_signal', 'strange_answer']) {
      assert.ok(zh[code], `${code} has no Chinese`);
      assert.ok(en[code], `${code} has no English`);
    }
    assert.equal(Object.keys(zh).length, refusalCodes.length + 2, 'a refusal that is gone still has words');
  });

  it('all say what to do next', () => {
    const next = /请|可以|会自动|再试/;
    for (const [code, text] of Object.entries(zh)) {
      assert.match(text, /。$/, code);
      assert.match(text, next, `${code} does not say what to do: ${text}`);
    }
    for (const [code, text] of Object.entries(en))
      assert.ok(text.split(/[.;:,]/).length > 2, `${code} does not say what to do: ${text}`);
  });
});

describe('the names', () => {
  const { zh } = lists.find(list => list.name === 'names') as { zh: Texts };
  const reasons = new Set([...moveNames.flatMap(name => moveOf(name).reasons ?? []), ...bagProblems]);
  const expected = [
    ...roles.map(code => `role.${code}`),
    'role.system',
    ...Object.keys(states).map(code => `state.${code}`),
    ...stages.map(code => `stage.${code}`),
    ...moveNames.map(code => `move.${code}`),
    ...[...reasons].map(code => `reason.${code}`),
    ...kinds.map(code => `kind.${code}`),
    ...channels.map(code => `channel.${code}`),
    ...urgencies.map(code => `urgency.${code}`),
    ...lanes.map(code => `lane.${code}`),
    ...substitutions.map(code => `substitution.${code}`),
    ...goodsClasses.map(code => `goods.${code}`),
    ...bagSteps.map(code => `bag.${code}`),
    ...disinfectants.map(code => `disinfectant.${code}`),
    ...levels.map(code => `level.${code}`),
    ...relayPoints.map(code => `relayAt.${code}`),
  ];

  it('cover every code of the domain and nothing that is gone', () => {
    assert.deepEqual(
      expected.filter(key => !zh[key]),
      [],
    );
    const known = new Set(expected);
    assert.deepEqual(
      Object.keys(zh).filter(key => !key.startsWith('place.') && !known.has(key)),
      [],
    );
  });

  it('differ from one another within a list, so that two states never read the same', () => {
    for (const prefix of ['role', 'state', 'stage', 'kind', 'channel', 'level', 'bag']) {
      const texts = Object.entries(zh).filter(([key]) => key.startsWith(`${prefix}.`));
      assert.equal(new Set(texts.map(([, text]) => text)).size, texts.length, prefix);
    }
  });
});

describe('filling a text', () => {
  it('puts parameters in, counts one and many, and leaves out what it does not know', () => {
    assert.equal(fill('{n:bag|bags}', { n: 1 }), '1 bag');
    assert.equal(fill('{n:bag|bags}', { n: 3 }), '3 bags');
    assert.equal(fill('请选下一趟[[，最早 {next}]]。', { next: '18:30' }), '请选下一趟，最早 18:30。');
    assert.equal(fill('请选下一趟[[，最早 {next}]]。'), '请选下一趟。');
    assert.equal(fill('{a}和{b}', { a: '$&', b: '{a}' }), '$&和{a}');
    assert.equal(fill('没有参数'), '没有参数');
  });
});
