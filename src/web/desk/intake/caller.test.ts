// One field takes a telephone number or a door.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { telephoneIn } from './caller.ts';

test('telephone numbers in all their dress', () => {
  for (const text of [
    '13893101234',
    '+86 138 9310 1234',
    '8613893101234',
    '0086-13893101234',
    '138-9310-1234',
    '１３８９３１０１２３４',
  ])
    assert.equal(telephoneIn(text), '13893101234', text);
  for (const text of ['0931-8123456', '0931 812 3456', '(0931)8123456', '（0931）8123456', '+86 931 8123456', '0086-931-8123456'])
    assert.equal(telephoneIn(text), '09318123456', text);
  assert.equal(telephoneIn('+86 10 6555 0100'), '01065550100');
  assert.equal(telephoneIn('5588123'), '5588123');
});

test('doors and half-typed numbers are not looked up as telephones', () => {
  for (const text of ['10-2-1002', '10号楼2单元1002', '1389310', '138931', '1002', '老王家', '', '10-2-10021'])
    assert.equal(telephoneIn(text), undefined, text);
});
