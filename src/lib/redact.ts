/** Masks secrets in a text. */
export type Redactor = (text: string) => string;

const mask = '[masked]';

/** Shorter ones would mask ordinary words; no host hands out a credential this short. */
const shortest = 4;

/**
 * Makes a function that masks the given secrets, as they are, inside base64 at any offset, URL-encoded and as JSON
 * writes them, and besides whatever has the shape of a credential: Atlassian's and npm's tokens, `Bearer …`, `Basic …`,
 * user information in URLs, `_authToken=…` of an `.npmrc`. Secrets of fewer than four characters are not looked for.
 * Runs in time linear in the text.
 */
export function makeRedactor(secrets: readonly string[]): Redactor {
  const forms = new Set(secrets.filter((secret) => secret.length >= shortest).flatMap(formsOf));
  const known = [...forms].sort((a, b) => b.length - a.length).map((form) => RegExp.escape(form));
  const exact = known.length === 0 ? undefined : new RegExp(known.join('|'), 'g');
  return (text) => maskShapes(exact === undefined ? text : text.replace(exact, mask));
}

function formsOf(secret: string): string[] {
  const percent = encodeURIComponent(secret);
  const lower = percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const json = JSON.stringify(secret).slice(1, -1);
  const base64 = [0, 1, 2].flatMap((offset) => base64At(secret, offset));
  return [secret, percent, lower, form, json, ...base64].filter((text) => text.length >= shortest);
}

/**
 * The characters that a secret always has in base64 when `offset` (mod 3) bytes stand before it, as in `user:secret`:
 * the first and last group depend on the neighbours and are left out.
 */
function base64At(secret: string, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const from = Math.ceil((offset * 4) / 3);
  const to = Math.floor((bytes.length * 4) / 3);
  const whole = bytes.toString('base64').slice(from, to);
  // A short rest says little and would mask ordinary text.
  if (whole.length < 6) return [];
  return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
}

/** Each with what to put in its place; quantifiers are bounded so that no text takes quadratic time. */
const shapes: [RegExp, string | ((...groups: string[]) => string)][] = [
  [/\bAT(?:ATT|CTT|BB)[A-Za-z0-9_=-]{8,}/g, mask],
  [/\bBBDC-[A-Za-z0-9+/=_-]{8,}/g, mask],
  [/\bnpm_[A-Za-z0-9]{20,}/g, mask],
  [/\b(authorization["']?\s{0,5}[:=]\s{0,5}["']?(?:[A-Za-z]{1,20} )?)[^\s"'\\]+/gi, `$1${mask}`],
  [/\b(bearer\s{1,5})(?=[^\s"'\\]{0,200}\d|[^\s"'\\]{20})[^\s"'\\]{8,}/gi, `$1${mask}`],
  [/\b(basic\s{1,5})([A-Za-z0-9+/_-]{4,}={0,2})/gi, maskBasic],
  [/\b(https?:\/\/)[^\s/@"'<>\\]{1,2000}@/gi, `$1${mask}@`],
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"'<>\\]{0,200}:)[^\s/@"'<>\\]{1,2000}@/gi, `$1${mask}@`],
  [/(_authToken|_password|_auth)(["']?\s{0,5}[=:]\s{0,5}["']?)[^\s"'\\]{4,}/g, `$1$2${mask}`],
];

function maskShapes(text: string): string {
  return shapes.reduce((rest, [shape, put]) => rest.replace(shape, put as string), text);
}

/** `Basic authentication` is prose: only what decodes to `user:password` is masked. */
function maskBasic(whole: string, word: string, value: string): string {
  return Buffer.from(value, 'base64').includes(':') ? `${word}${mask}` : whole;
}
