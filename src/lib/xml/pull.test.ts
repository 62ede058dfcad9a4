import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pullXml } from './pull.ts';

/** `open name line {attributes}`, `text line "…"`, `close name line`, `broken line reason`. */
function eventsOf(text: string): string[] {
  return [...pullXml(text)].map((event) => {
    if (event.kind === 'text') return `text ${event.line} ${JSON.stringify(event.text)}`;
    if (event.kind === 'broken') return `broken ${event.line} ${event.reason}`;
    if (event.kind === 'close') return `close ${event.name} ${event.line}`;
    const attributes = [...event.attributes].map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
    return `open ${event.name} ${event.line}${attributes.join('')}`;
  });
}

describe('well-formed', () => {
  it.each<[string, string, string[]]>([
    ['an empty element', '<a/>', ['open a 1', 'close a 1']],
    ['lines', '<a>\n<b>x</b>\n</a>\n', ['open a 1', 'open b 2', 'text 2 "x"', 'close b 2', 'close a 3']],
    ['Windows lines', '<a>x\r\ny</a>\r\n', ['open a 1', 'text 1 "x\\ny"', 'close a 2']],
    ['attributes', `<a b='1"' c = "2\n&lt;"/>`, ['open a 1 b="1\\"" c="2 <"', 'close a 2']],
    ['namespaces', '<m:a xmlns:m="u" xmlns="v" m:b="1"/>', ['open a 1 b="1"', 'close a 1']],
    ['its own attribute first', '<a x:b="1" b="2" y:b="3"/>', ['open a 1 b="2"', 'close a 1']],
    ['references', '<a>&amp;lt; &#65;&#x42;</a>', ['open a 1', 'text 1 "&lt; AB"', 'close a 1']],
    [
      'references to nothing',
      '<a>&auml; &#0; &#xd800; &</a>',
      ['open a 1', 'text 1 "&auml; &#0; &#xd800; &"', 'close a 1'],
    ],
    ['CDATA', '<a><![CDATA[<b>&amp;]]></a>', ['open a 1', 'text 1 "<b>&amp;"', 'close a 1']],
    [
      'prologue',
      '<?xml version="1.0"?>\n<!-- < -->\n<!DOCTYPE a SYSTEM "file:///etc/passwd">\n<a/>',
      ['open a 4', 'close a 4'],
    ],
    ['a byte order mark', '\ufeff<a/>', ['open a 1', 'close a 1']],
    ['little-endian UTF-16', '\ufffd\ufffd<\0a\0>\0x\0<\0/\0a\0>\0', ['open a 1', 'text 1 "x"', 'close a 1']],
    ['big-endian UTF-16', '\ufffd\ufffd\0<\0a\0/\0>', ['open a 1', 'close a 1']],
    [
      'a forged prototype',
      '<__proto__ constructor="1"/>',
      ['open __proto__ 1 constructor="1"', 'close __proto__ 1'],
    ],
  ])('%s', (_, text, events) => expect(eventsOf(text)).toEqual(events));
});

describe('broken', () => {
  it.each<[string, string, string]>([
    ['nothing', '', 'broken 1 it has no element'],
    ['a comment alone', '<!-- x -->\n', 'broken 2 it has no element'],
    ['text alone', 'x', 'broken 1 it has text outside of its element'],
    ['text behind', '<a/>\nx', 'broken 1 it has text outside of its element'],
    ['cut', '<a>\n<b>\n', 'broken 3 it ends inside <b>'],
    ['cut in a tag', '<a>\n<b c', 'broken 2 attribute c has no closed value in <b>'],
    ['cut in a tag\u2019s blanks', '<a>\n<b ', 'broken 2 the file ends in <b>'],
    ['cut in a comment', '<a>\n<!-- ', 'broken 2 a comment is not closed'],
    ['crossed', '<a><b></a></b>', 'broken 1 </a> closes <b>'],
    ['closed twice', '<a/></a>', 'broken 1 </a> closes nothing'],
    ['two elements', '<a/>\n<b/>', 'broken 2 it has a second element'],
    ['a merge conflict', '<a>\n<<<<<<< HEAD\n', 'broken 2 a "<" begins no tag'],
    ['an attribute twice', '<a b="1" b="2"/>', 'broken 1 attribute b stands twice in <a>'],
    ['an attribute without a value', '<a b/>', 'broken 1 attribute b has no closed value in <a>'],
    ['attributes in one', '<a b="1"c="2"/>', 'broken 1 an attribute is malformed in <a>'],
    ['binary noise', '<a>\n\0</a>', 'broken 2 it holds bytes that are no text'],
    [
      'a billion laughs',
      '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>',
      'broken 1 it declares a document type of its own, which is refused',
    ],
    ['depth', '<a>'.repeat(300), 'broken 1 it nests deeper than 200 elements'],
    ['size', `<a>${' '.repeat(33 * 1024 * 1024)}</a>`, 'broken 1 it is larger than 32 MB'],
    [
      'one endless attribute',
      `<a b="${'x'.repeat(5_000_000)}`,
      'broken 1 attribute b has no closed value in <a>',
    ],
    [
      'a document type without end',
      `<!DOCTYPE ${'"" '.repeat(1_000_000)}`,
      'broken 1 it declares a document type of its own, which is refused',
    ],
    [
      'many attributes',
      `<a ${Array.from({ length: 500 }, (_, i) => `b${i}="1"`).join(' ')}/>`,
      'broken 1 there are too many attributes in <a>',
    ],
  ])('%s', (_, text, last) => expect(eventsOf(text).at(-1)).toBe(last));
});

it('never throws, and closes what it opens', () => {
  const parts = fc.constantFrom(
    '<a',
    '<b>',
    '</b>',
    '/>',
    '>',
    ' c="',
    '"',
    '&amp;',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    'x',
    '\n',
    '\0',
    '<!DOCTYPE a',
    '[',
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 30 }), (pieces) => {
      const events = [...pullXml(pieces.join(''))];
      const count = (kind: string) => events.filter((event) => event.kind === kind).length;
      expect(count('broken')).toBeLessThanOrEqual(1);
      if (count('broken') === 0) expect(count('open')).toBe(count('close'));
      const lines = events.map(({ line }) => line).slice(0, -1);
      expect(lines).toEqual(lines.toSorted((x, y) => x - y));
    }),
    { numRuns: 2000 },
  );
});
