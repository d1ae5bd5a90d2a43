// Telephone numbers as people write them, and passwords as people choose them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bindingsClash, spansMeet } from '../src/domain/people/grant.ts';
import { passwordProblem } from '../src/domain/people/password.ts';
import { internationalNumber, maskTelephone, telephoneDigits } from '../src/domain/people/telephone.ts';

describe('a telephone number', () => {
  const table: [string, string | null][] = [
    ['13800138000', '13800138000'],
    ['138 0013 8000', '13800138000'],
    ['138-0013-8000', '13800138000'],
    ['138－0013－8000', '13800138000'],
    ['１３８００１３８０００', '13800138000'],
    ['＋８６ １３８００１３８０００', '13800138000'],
    ['+86 138 0013 8000', '13800138000'],
    ['+86-13800138000', '13800138000'],
    ['(+86)13800138000', '13800138000'],
    ['0086 13800138000', '13800138000'],
    ['0086-138-0013-8000', '13800138000'],
    ['8613800138000', '13800138000'],
    ['86 138 0013 8000', '13800138000'],
    [' 13800138000 ', '13800138000'],
    ['13800138000​', '13800138000'],
    ['0931-5550100', '09315550100'],
    ['0931 555 0100', '09315550100'],
    ['(0931)5550100', '09315550100'],
    ['（0931）5550100', '09315550100'],
    ['+86 931 5550100', '09315550100'],
    ['+869315550100', '09315550100'],
    ['0086 931 5550100', '09315550100'],
    ['+86 0931 5550100', '09315550100'],
    ['010-65550100', '01065550100'],
    ['+86 10 6555 0100', '01065550100'],
    ['5550100', '5550100'],
    ['12345', '12345'],
    ['400-820-0000', '4008200000'],
    ['+86 400 820 0000', '4008200000'],
    ['+852 9123 4567', '85291234567'],
    ['0085291234567', '85291234567'],
    ['', null],
    ['110', null],
    ['no number', null],
    ['1'.repeat(21), null],
  ];
  for (const [written, digits] of table) {
    test(`${JSON.stringify(written)} is ${digits ?? 'none'}`, () => assert.equal(telephoneDigits(written), digits));
  }

  test('is the same however it is spaced, prefixed and widened', () => {
    const wide = (text: string) => text.replace(/[0-9]/g, digit => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    const mobile = fc.tuple(fc.constantFrom('3', '5', '7', '8', '9'), fc.integer({ min: 0, max: 999_999_999 }));
    const prefix = fc.constantFrom('', '+86', '+86 ', '0086', '0086-', '86', '86-');
    const gap = fc.constantFrom('', ' ', '-', '－', '　', '  ');
    fc.assert(
      fc.property(mobile, prefix, gap, gap, fc.boolean(), ([second, rest], before, one, two, widen) => {
        const number = `1${second}${String(rest).padStart(9, '0')}`;
        const written = `${before}${number.slice(0, 3)}${one}${number.slice(3, 7)}${two}${number.slice(7)}`;
        assert.equal(telephoneDigits(widen ? wide(written) : written), number);
      }),
    );
  });

  test('goes to the gateway with its country; landlines and short numbers do not go', () => {
    assert.equal(internationalNumber('138 0013 8000'), '+8613800138000');
    assert.equal(internationalNumber('0086 13800138000'), '+8613800138000');
    assert.equal(internationalNumber('+852 9123 4567'), '+85291234567');
    for (const text of ['0931-5550100', '+86 931 5550100', '12345', '4008200000', '', null]) {
      assert.equal(internationalNumber(text), null, String(text));
    }
  });

  test('is masked so that two digits at the end and three at most in front remain', () => {
    const masks: [string | null, string | null][] = [
      ['13800138021', '138****21'],
      ['+86 138 0013 8021', '138****21'],
      ['0931-5550100', '093****00'],
      ['5550123', '****23'],
      ['12345', '****45'],
      [null, null],
    ];
    for (const [number, masked] of masks) assert.equal(maskTelephone(number), masked);
    fc.assert(
      fc.property(fc.stringMatching(/^\+?[0-9][0-9 -]{4,22}$/), number => {
        const shown = (maskTelephone(number) ?? '').replace(/[^0-9]/g, '').length;
        assert.ok(shown <= 5, number);
      }),
    );
  });
});

describe('a password', () => {
  const names = ['liuguanli', '刘管理'];
  const table: [string, ReturnType<typeof passwordProblem>][] = [
    ['', 'too_short'],
    ['Tr0ub4dor', 'too_short'],
    ['春天来了真好', 'too_short'],
    ['春天来了买一车白菜', 'too_short'],
    ['春天来了买一车大白菜', null],
    ['kitchen window open', null],
    ['1234567890', 'too_common'],
    ['0123456789', 'too_common'],
    ['2345678901234', null],
    ['abcdefghijklm', 'too_common'],
    ['aaaaaaaaaaaaaa', 'too_common'],
    ['ababababababab', 'too_common'],
    ['Password123', 'too_common'],
    ['QWERTYUIOP', 'too_common'],
    ['ｑｗｅｒｔｙｕｉｏｐ', 'too_common'],
    ['5201314520', 'too_common'],
    ['woaini1314', 'too_common'],
    ['liuguanli2022', 'is_name'],
    ['Liu.Guan.Li.01', 'is_name'],
    ['liuguanliliuguanli', 'is_name'],
    ['刘管理刘管理刘管理刘管理', 'is_name'],
    ['liuguanli eats noodles', null],
  ];
  for (const [password, problem] of table) {
    test(`${JSON.stringify(password)}: ${problem ?? 'good'}`, () => assert.equal(passwordProblem(password, names), problem));
  }
});

describe('bindings of one place', () => {
  const day = fc.integer({ min: 0, max: 20 }).map(at => `2022-03-${String(at + 1).padStart(2, '0')}`);
  const span = fc
    .tuple(day, fc.option(day))
    .map(([fromOn, toOn]) => ({ fromOn, toOn: toOn !== null && toOn < fromOn ? fromOn : toOn }));
  const bound = fc.record({
    personId: fc.constantFrom('a', 'b', 'c'),
    rank: fc.constantFrom('primary' as const, 'backup' as const),
  });

  test('meet exactly when they share a day', () => {
    fc.assert(
      fc.property(span, span, (one, other) => {
        const days = Array.from({ length: 25 }, (_, at) => `2022-03-${String(at + 1).padStart(2, '0')}`);
        const covers = (each: typeof one, on: string) => each.fromOn <= on && (each.toOn === null || on <= each.toOn);
        assert.equal(
          spansMeet(one, other),
          days.some(on => covers(one, on) && covers(other, on)),
        );
      }),
    );
  });

  test('clash when two are primary or one person is bound twice, and it does not matter who asks', () => {
    fc.assert(
      fc.property(span, span, bound, bound, (one, other, first, second) => {
        const [left, right] = [
          { ...one, ...first },
          { ...other, ...second },
        ];
        assert.equal(bindingsClash(left, right), bindingsClash(right, left));
        const wanted =
          spansMeet(one, other) &&
          (first.personId === second.personId || (first.rank === 'primary' && second.rank === 'primary'));
        assert.equal(bindingsClash(left, right), wanted);
      }),
    );
  });
});
