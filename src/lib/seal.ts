import {
  type CipherKey,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const version = 'v1';
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

/**
 * Encrypts a text with AES-256-GCM under a fresh random nonce. `context` says where the text belongs (for example
 * `connection/42/credential`) and is authenticated: it cannot be opened as anything else. NIST SP 800-38D allows
 * 2^32 random nonces a key.
 * @returns `v1.` and, as base64url, nonce, cipher text and tag.
 */
export function seal(key: CipherKey, text: string, context: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(authenticated(context));
  const body = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${version}.${body.toString('base64url')}`;
}

/**
 * Opens what `seal` made under the same key and context.
 * @throws {SealError} `unsealable` for another key, another context, or a changed or unknown envelope.
 */
export function unseal(key: CipherKey, sealed: string, context: string): string {
  const [found, encoded, ...rest] = sealed.split('.');
  const body = Buffer.from(encoded ?? '', 'base64url');
  if (found !== version || rest.length > 0 || body.length < nonceBytes + tagBytes)
    throw new SealError('unsealable', `The sealed value is no ${version} envelope.`);
  try {
    const nonce = body.subarray(0, nonceBytes);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(authenticated(context));
    decipher.setAuthTag(body.subarray(-tagBytes));
    const text = Buffer.concat([decipher.update(body.subarray(nonceBytes, -tagBytes)), decipher.final()]);
    return text.toString('utf8');
  } catch (cause) {
    throw new SealError(
      'unsealable',
      'A sealed value cannot be opened: it was sealed with another key or has been changed. Restore the key file that belongs to this database, or enter the credential again.',
      cause,
    );
  }
}

/**
 * Reads the key that seals secrets: 32 bytes as base64 or hex. Makes the file (mode 0600, and its directory) when it
 * does not exist; of several processes that do so at once, one wins and all read the same key.
 * @throws {SealError} `key-exposed` when everybody on the machine may read it (a group may: Kubernetes mounts secrets
 * so), `key-malformed` when it does not hold 32 bytes.
 */
export async function loadKey(path: string): Promise<KeyObject> {
  const text = await readFile(path, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await createKey(path);
    return readFile(path, 'utf8');
  });
  // Windows has no such permission bits.
  const exposed = process.platform !== 'win32' && ((await stat(path)).mode & 0o007) !== 0;
  if (exposed)
    throw new SealError(
      'key-exposed',
      `${path} is open to everybody on this machine. Run: chmod 600 ${path}`,
    );
  const bytes = decodeKey(text.trim());
  if (bytes === undefined)
    throw new SealError(
      'key-malformed',
      `${path} does not hold a key of ${keyBytes} bytes as base64 or hex. Restore it; only where nothing has been sealed yet, make one with: openssl rand -base64 ${keyBytes}`,
    );
  return createSecretKey(bytes);
}

/** Sealing failed: no key that can be used, or a value that cannot be opened. */
export class SealError extends Error {
  override name = 'SealError';
  readonly code: 'unsealable' | 'key-exposed' | 'key-malformed';
  readonly retry = false;
  constructor(code: SealError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

function authenticated(context: string): Buffer {
  return Buffer.from(`${version}\0${context}`);
}

function decodeKey(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

/** Written whole under another name first, then linked, which fails where another process was faster. */
async function createKey(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
}
