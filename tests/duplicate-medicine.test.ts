// Medicine is shown as the same only when it is the same: a similar name, another release or another strength is another medicine.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { likeness, type Telling } from '../src/domain/request/alike.ts';
import { kinds } from '../src/domain/request/kind.ts';
import { restrictedClassOf } from '../src/domain/request/restricted.ts';
import { readMedicine, sameMedicine } from '../src/domain/request/same-medicine.ts';

/** Substances that are confused with each other, each group among itself. */
const confused = [
  ['硝苯地平', '尼莫地平', '非洛地平', '氨氯地平', '左旋氨氯地平', '尼群地平', '拉西地平'],
  ['缬沙坦', '氯沙坦', '厄贝沙坦', '替米沙坦', '坎地沙坦', '奥美沙坦', '缬沙坦氨氯地平'],
  ['美托洛尔', '比索洛尔', '阿替洛尔', '普萘洛尔', '卡维地洛'],
  ['阿托伐他汀', '瑞舒伐他汀', '辛伐他汀', '普伐他汀', '匹伐他汀'],
  ['格列齐特', '格列美脲', '格列吡嗪', '格列本脲', '格列喹酮'],
  ['西格列汀', '沙格列汀', '利格列汀', '维格列汀', '达格列净', '恩格列净'],
  ['门冬胰岛素', '甘精胰岛素', '赖脯胰岛素', '地特胰岛素', '德谷胰岛素'],
  ['奥美拉唑', '艾司奥美拉唑', '雷贝拉唑', '兰索拉唑', '泮托拉唑'],
  ['头孢克肟', '头孢呋辛', '头孢克洛', '头孢地尼', '头孢拉定'],
  ['左氧氟沙星', '莫西沙星', '环丙沙星', '诺氟沙星'],
  ['维生素b1', '维生素b2', '维生素b6', '维生素b12', '维生素c', '维生素d3'],
  ['泼尼松', '泼尼松龙', '甲泼尼龙', '地塞米松'],
  ['氯雷他定', '地氯雷他定', '氯沙坦', '西替利嗪'],
  ['布洛芬', '洛索洛芬', '氟比洛芬'],
  ['华法林', '法莫替丁', '雷尼替丁', '西咪替丁'],
];
const forms = ['', '片', '胶囊', '缓释片', '颗粒'];

describe('medicine', () => {
  it('two of a family are never the same, in whatever form', () => {
    for (const family of confused) {
      for (const one of family) {
        for (const other of family) {
          if (one === other) continue;
          for (const form of forms) assert.equal(sameMedicine(one + form, other + form), 0, `${one}${form} | ${other}${form}`);
        }
      }
    }
  });

  it('two out of different families are never the same', () => {
    const all = [...new Set(confused.flat())];
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.constantFrom(...all), fc.constantFrom(...forms), (one, other, form) => {
        assert.equal(sameMedicine(one + form, other) > 0, one === other);
      }),
    );
  });

  const table: [string, string, boolean][] = [
    ['硝苯地平缓释片', '硝苯地平控释片', false],
    ['硝苯地平片', '硝苯地平', true],
    ['硝苯地平缓释片(Ⅰ)', '硝苯地平缓释片(Ⅱ)', false],
    ['阿司匹林肠溶片100mg', '阿司匹林肠溶片25毫克', false],
    ['阿司匹林肠溶片100mg', '阿司匹林肠溶片', true],
    ['阿司匹林肠溶片 100 mg', '阿司匹林肠溶片100毫克', true],
    ['盐酸二甲双胍片', '二甲双胍', true],
    ['二甲双胍缓释片', '二甲双胍片', true],
    ['左氧氟沙星滴眼液', '左氧氟沙星片', false],
    ['红霉素软膏', '红霉素肠溶片', false],
    ['ＡＢ胶囊', 'ab胶囊', true],
    ['一清胶囊', '一清胶囊 2盒', true],
  ];
  for (const [one, other, is] of table) {
    it(`${one} and ${other} are ${is ? '' : 'not '}shown as one`, () => {
      assert.equal(sameMedicine(one, other) > 0, is, JSON.stringify([readMedicine(one), readMedicine(other)]));
      assert.equal(sameMedicine(other, one) > 0, is);
    });
  }
});

describe('any two tellings', () => {
  const words = fc.oneof(
    fc.string({ maxLength: 30, unit: 'grapheme' }),
    fc.constantFrom('土豆', '一', '药', '菜', '3-2-1', '((', '(Ⅱ)', '半'),
  );
  const telling = fc.record({
    householdId: fc.constant('a'),
    kind: fc.constantFrom(...kinds),
    items: fc.array(fc.record({ name: words, quantity: fc.constant(1), unit: fc.constant(null) }), { maxLength: 4 }),
    note: fc.option(words),
    pasted: fc.option(words),
    askedAt: fc.constant('2022-03-12T06:00:00.000Z'),
  }) satisfies fc.Arbitrary<Telling>;

  it('are compared without a throw, the same both ways, between the line and 1', () => {
    fc.assert(
      fc.property(telling, telling, (a, b) => {
        const there = likeness(a, b);
        const back = likeness(b, a);
        assert.equal(there?.score, back?.score);
        if (there !== null) assert.ok(there.score >= 0.5 && there.score <= 1 && there.because.length > 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('a long paste costs no time worth speaking of', () => {
    const pasted = '家里米和油都没了,土豆洋芋马铃薯缓释片'.repeat(200);
    const base = { householdId: 'a', kind: 'groceries' as const, items: [], note: null, askedAt: '2022-03-12T06:00:00.000Z' };
    const began = performance.now();
    likeness({ ...base, pasted }, { ...base, kind: 'medicine', pasted });
    assert.ok(performance.now() - began < 1000, `${performance.now() - began} ms`);
  });
});

describe('restricted medicine', () => {
  const table: [string, string | null][] = [
    ['布洛芬缓释胶囊', 'fever'],
    ['连花清瘟胶囊', 'antiviral'],
    ['阿莫西林', 'antibiotic'],
    ['川贝枇杷膏', 'cough'],
    ['退烧药', 'fever'],
    ['头 孢 克 肟', 'antibiotic'],
    ['红霉素眼膏', null],
    ['阿昔洛韦乳膏', null],
    ['左氧氟沙星滴眼液', null],
    ['退热贴', null],
    ['体温计', null],
    ['硝苯地平缓释片', null],
    ['二甲双胍', null],
    ['胰岛素', null],
    ['土豆', null],
  ];
  for (const [name, restricted] of table) {
    it(`${name}: ${restricted ?? 'not restricted'}`, () => assert.equal(restrictedClassOf(name), restricted));
  }
});
