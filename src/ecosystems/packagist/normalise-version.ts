const modifier = String.raw`[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?\d+)*)?)?([.-]?dev)?`;
const classical = new RegExp(String.raw`^v?(\d{1,5})(\.\d+)?(\.\d+)?(\.\d+)?${modifier}$`, 'i');
const dated = new RegExp(String.raw`^v?(\d{4}(?:[.:-]?\d{2}){1,6}(?:[.:-]?\d{1,3}){0,2})${modifier}$`, 'i');
const branch = /^v?(\d+)(\.(?:\d+|[x*]))?(\.(?:\d+|[x*]))?(\.(?:\d+|[x*]))?[.-]?dev$/i;
/** Characters; no version is that long, and regular expressions run out of stack in very long ones. */
const maxLength = 300;

/**
 * The form in which Composer compares versions (`VersionParser::normalize` of composer/semver): four numbers, and the
 * stability by its long name: `v1.2RC1` is `1.2.0.0-RC1`, branch `1.x-dev` is `1.9999999.9999999.9999999-dev`.
 * `undefined` for what Composer takes for no version, and for branches without a number (`dev-main`).
 */
export function normaliseVersion(text: string): string | undefined {
  if (text.length > maxLength) return undefined;
  const plain = text
    .trim()
    .replace(/^([^,\s]+) +as +[^,\s]+$/, '$1')
    .replace(/@(?:stable|rc|beta|alpha|dev)$/i, '')
    .replace(/^([^,\s+]+)\+\S+$/, '$1');
  const numbers = classical.exec(plain);
  if (numbers !== null) {
    const [, major, minor = '.0', patch = '.0', fourth = '.0', ...rest] = numbers;
    return `${major}${minor}${patch}${fourth}${suffixOf(rest)}`;
  }
  const date = dated.exec(plain);
  if (date !== null) return `${date[1]!.replaceAll(/\D/g, '.')}${suffixOf(date.slice(2))}`;
  const found = branch.exec(plain);
  if (found === null) return undefined;
  const parts = [1, 2, 3, 4].map((i) => (found[i] ?? '.x').replace('.', '').replace(/[x*]/i, '9999999'));
  return `${parts.join('.')}-dev`;
}

const longNames: Record<string, string> = { a: 'alpha', b: 'beta', p: 'patch', pl: 'patch', rc: 'RC' };

function suffixOf([stability, number, dev]: (string | undefined)[]): string {
  const short = stability?.toLowerCase();
  if (short === 'stable') return '';
  const name =
    short === undefined ? '' : `-${longNames[short] ?? short}${(number ?? '').replace(/^[.-]+/, '')}`;
  return dev === undefined ? name : `${name}-dev`;
}
