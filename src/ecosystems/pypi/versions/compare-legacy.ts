const words: Record<string, string> = { pre: 'c', preview: 'c', rc: 'c', '-': 'final-', dev: '@' };

/**
 * The order that setuptools 8 replaced by PEP 440 (documented for `pkg_resources.parse_version`): words before
 * numbers, `dev` before all, `-` begins a patch level, words before "final" are pre-releases, zeros at the end of a
 * part do not count. A total order over every string.
 */
export function compareLegacy(a: string, b: string): number {
  const [x, y] = [partsOf(a), partsOf(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    if (x[i] !== y[i]) return x[i]! < y[i]! ? -1 : 1;
  }
  return x.length - y.length;
}

function partsOf(version: string): string[] {
  const parts: string[] = [];
  for (const part of version.toLowerCase().match(/\d+|[a-z]+|-|[^\da-z.-]+/g) ?? []) {
    if (/^\d/.test(part)) {
      parts.push(part.padStart(8, '0'));
      continue;
    }
    const word = `*${Object.hasOwn(words, part) ? words[part] : part}`;
    dropInsignificant(parts, word);
    parts.push(word);
  }
  dropInsignificant(parts, '*final');
  parts.push('*final');
  return parts;
}

/** `1.0-rc1` is `1rc1`: a dash before a pre-release says nothing, nor do zeros before a word. */
function dropInsignificant(parts: string[], word: string): void {
  if (word < '*final') while (parts.at(-1) === '*final-') parts.pop();
  while (parts.at(-1) === '00000000') parts.pop();
}
