import { expect, it } from 'vitest';
import { childOf, childrenOf, parseXml, textOf } from './parse.ts';

it('reads a tree with lines', () => {
  const { root, fault } = parseXml(
    '<a>\n  one <b id="1"> x <![CDATA[<y>]]> </b>\n  two\n  <b/>\n  <c> </c>\n</a>\n',
  );
  expect(fault).toBeUndefined();
  expect(root).toMatchObject({ name: 'a', line: 1 });
  expect(root!.text).toMatch(/^one\s+two$/);
  expect(childrenOf(root, 'b').map(({ line, text }) => [line, text])).toEqual([
    [2, 'x <y>'],
    [4, ''],
  ]);
  expect(childOf(root, 'b')!.attributes.get('id')).toBe('1');
  expect(textOf(root, 'b')).toBe('x <y>');
  expect(textOf(root, 'c')).toBeUndefined();
  expect(textOf(root, 'absent')).toBeUndefined();
  expect(childrenOf(undefined, 'b')).toEqual([]);
});

it('keeps what stands before a fault', () => {
  const { root, fault } = parseXml('<a>\n<b>1</b>\n<c> 2');
  expect(fault).toEqual({ reason: 'it ends inside <c>', line: 3 });
  expect(textOf(root, 'b')).toBe('1');
  expect(textOf(root, 'c')).toBe('2');
});

it('has no root where nothing can be read', () => {
  expect(parseXml('PK\u0003\u0004')).toEqual({
    fault: { reason: 'it has text outside of its element', line: 1 },
  });
});
