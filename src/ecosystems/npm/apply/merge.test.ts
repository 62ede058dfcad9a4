import { describe, expect, it } from 'vitest';
import { type Json, mergeChanges } from './merge.ts';

describe('mergeChanges', () => {
  for (const [name, original, base, next, want] of [
    ['takes what changed', '{"a":1,"b":2}', '{"a":1,"b":2}', '{"a":1,"b":3}', '{"a":1,"b":3}'],
    [
      'keeps what npm would write anew anyway',
      '{"a":"old","b":2}',
      '{"a":"new","b":2}',
      '{"a":"new","b":3}',
      '{"a":"old","b":3}',
    ],
    ['does not add what npm would add anyway', '{"a":1}', '{"a":1,"x":1}', '{"a":2,"x":1}', '{"a":2}'],
    ['keeps what npm would drop anyway', '{"a":1,"z":1}', '{"a":1}', '{"a":2}', '{"a":2,"z":1}'],
    ['removes what the change removes', '{"a":1,"b":2}', '{"a":1,"b":2}', '{"a":1}', '{"a":1}'],
    [
      'adds behind the predecessor',
      '{"z":1,"a":1,"c":1}',
      '{"a":1,"c":1,"z":1}',
      '{"a":1,"b":1,"c":1,"z":1}',
      '{"z":1,"a":1,"b":1,"c":1}',
    ],
    [
      'goes into objects',
      '{"p":{"v":1,"dev":true}}',
      '{"p":{"v":1}}',
      '{"p":{"v":2}}',
      '{"p":{"v":2,"dev":true}}',
    ],
    ['takes lists whole', '{"l":[1,2]}', '{"l":[1,2]}', '{"l":[1,3]}', '{"l":[1,3]}'],
    ['replaces an object by a text', '{"p":{"v":1}}', '{"p":{"v":1}}', '{"p":"x"}', '{"p":"x"}'],
  ])
    it(name!, () => {
      const merged = mergeChanges(read(original!), read(base!), read(next!));
      expect(JSON.stringify(merged)).toBe(want);
    });

  it('treats __proto__ as a key like any other', () => {
    const text = '{"__proto__":{"polluted":true},"a":1}';
    const merged = mergeChanges(read(text), read(text), read('{"__proto__":{"polluted":true},"a":2}'));
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"polluted":true},"a":2}');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

function read(text: string): Json {
  return JSON.parse(text) as Json;
}
