import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** The whole configuration, read once and frozen; everything receives what it needs of it as an argument. */
export interface Config {
  /** Where the embedded database, keys, caches and the advisory index live. */
  dataDir: string;
  /** Any PostgreSQL 15+; absent: the embedded database in `dataDir`. */
  databaseUrl?: string;
  /** File with the 32-byte key (base64 or hex) that seals secrets; made in `dataDir` when absent. */
  keyFile?: string;
  /** An advisory index to use instead of the one in `dataDir` or the packaged snapshot. */
  advisories?: string;
  /** Where `suture db update` takes OSV archives from. */
  advisoryUrl: string;
  /** npm registry for packages whose repository names no other. */
  npmRegistry: string;
  /** Hosts that a repository's own configuration may name as registries. */
  registryHosts: readonly string[];
  /** Port and address the server listens on. */
  port: number;
  address: string;
  /** The address under which Bitbucket reaches the server, for webhooks; absent: polling alone. */
  publicUrl?: string;
  /** Seconds between two polls of a connection. */
  pollSeconds: number;
  /** Tasks carried out at the same time. */
  concurrency: number;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  httpsProxy?: string;
  httpProxy?: string;
  noProxy: readonly string[];
}

/** Everything that is wrong with the configuration, each fault with its fix. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((f) => `  - ${f}`).join('\n')}`,
    );
    this.faults = faults;
  }
}

/** One setting: its key in the file, its variables in the environment, how it is read, how to write it right. */
interface Setting {
  env: string[];
  /** The value, or undefined where it is not valid. By hand: a schema library would double the time of a scan. */
  read(raw: unknown): unknown;
  hint: string;
}

type Read = Setting['read'];

const text: Read = (raw) => (typeof raw === 'string' && raw !== '' ? raw : undefined);

const url =
  (...protocols: string[]): Read =>
  (raw) =>
    typeof raw === 'string' && URL.canParse(raw) && protocols.includes(new URL(raw).protocol)
      ? raw
      : undefined;

const list: Read = (raw) => {
  const items = typeof raw === 'string' ? raw.split(/[\s,]+/) : raw;
  const valid = Array.isArray(items) && items.every((item) => typeof item === 'string');
  return valid ? items.filter((item) => item !== '') : undefined;
};

const whole =
  (min: number, max: number): Read =>
  (raw) => {
    const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
    return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? value
      : undefined;
  };

const oneOf =
  (...values: string[]): Read =>
  (raw) =>
    typeof raw === 'string' && values.includes(raw) ? raw : undefined;

const settings: Record<keyof Config, Setting> = {
  dataDir: { env: ['SUTURE_DATA_DIR'], read: text, hint: 'a directory, e.g. /var/lib/suture' },
  databaseUrl: {
    env: ['DATABASE_URL', 'SUTURE_DATABASE_URL'],
    read: url('postgres:', 'postgresql:'),
    hint: 'postgres://user:password@host:5432/database',
  },
  keyFile: {
    env: ['SUTURE_KEY_FILE'],
    read: text,
    hint: 'a file that holds 32 random bytes as base64: openssl rand -base64 32',
  },
  advisories: {
    env: ['SUTURE_ADVISORIES'],
    read: text,
    hint: 'an index file made by `suture db build`',
  },
  advisoryUrl: {
    env: ['SUTURE_ADVISORY_URL'],
    read: url('https:', 'http:'),
    hint: 'the root of an OSV mirror, e.g. https://osv-vulnerabilities.storage.googleapis.com',
  },
  npmRegistry: {
    env: ['SUTURE_NPM_REGISTRY'],
    read: url('https:', 'http:'),
    hint: 'a registry root, e.g. https://registry.npmjs.org',
  },
  registryHosts: { env: ['SUTURE_REGISTRY_HOSTS'], read: list, hint: 'host names separated by commas' },
  port: { env: ['SUTURE_PORT', 'PORT'], read: whole(0, 65535), hint: 'a number from 0 to 65535' },
  address: {
    env: ['SUTURE_ADDRESS'],
    read: text,
    hint: 'an address of this machine, e.g. 0.0.0.0',
  },
  publicUrl: {
    env: ['SUTURE_PUBLIC_URL'],
    read: url('https:', 'http:'),
    hint: 'the address under which Bitbucket reaches this server, e.g. https://suture.example.com',
  },
  pollSeconds: { env: ['SUTURE_POLL_SECONDS'], read: whole(1, 86_400), hint: 'seconds, 1 to 86400' },
  concurrency: { env: ['SUTURE_CONCURRENCY'], read: whole(1, 64), hint: 'a number from 1 to 64' },
  logLevel: {
    env: ['SUTURE_LOG_LEVEL'],
    read: oneOf('debug', 'info', 'warn', 'error'),
    hint: 'debug, info, warn or error',
  },
  httpsProxy: {
    env: ['SUTURE_HTTPS_PROXY', 'HTTPS_PROXY', 'https_proxy'],
    read: url('http:', 'https:'),
    hint: 'http://[user:password@]host:port',
  },
  httpProxy: {
    env: ['SUTURE_HTTP_PROXY', 'HTTP_PROXY', 'http_proxy'],
    read: url('http:', 'https:'),
    hint: 'http://[user:password@]host:port',
  },
  noProxy: {
    env: ['SUTURE_NO_PROXY', 'NO_PROXY', 'no_proxy'],
    read: list,
    hint: 'hosts, .suffixes or CIDR ranges separated by commas',
  },
};

const defaults = {
  dataDir: join(homedir(), '.local', 'share', 'suture'),
  advisoryUrl: 'https://osv-vulnerabilities.storage.googleapis.com',
  npmRegistry: 'https://registry.npmjs.org',
  registryHosts: [],
  port: 3210,
  address: '127.0.0.1',
  pollSeconds: 300,
  concurrency: 2,
  logLevel: 'info',
  noProxy: [],
} satisfies Partial<Config>;

/** Settings whose relative value means a path: against the working directory, or the file that names it. */
const paths: (keyof Config)[] = ['dataDir', 'keyFile', 'advisories'];

/**
 * Reads environment over file over defaults. The file is `SUTURE_CONFIG`, else `suture.config.json` in `cwd` if there
 * is one. All faults are reported at once.
 * @throws {ConfigError} with every fault and how to put it right.
 */
export function readConfig(env: Record<string, string | undefined>, cwd: string): Config {
  const faults: string[] = [];
  const file = readFile(env, cwd, faults);
  const config: Record<string, unknown> = { ...defaults };
  for (const [key, setting] of Object.entries(settings)) {
    const variable = setting.env.find((name) => env[name] !== undefined && env[name] !== '');
    const raw = variable === undefined ? file.values[key] : env[variable];
    if (raw === undefined) continue;
    const value = setting.read(raw);
    const where = variable ?? `"${key}" in ${file.path}`;
    if (value === undefined) faults.push(`${where} is not valid. Write ${setting.hint}.`);
    else
      config[key] = paths.includes(key as keyof Config)
        ? absolute(String(value), variable === undefined ? file.dir : cwd)
        : value;
  }
  for (const name of Object.keys(env))
    if (isUnknown(name))
      faults.push(`${name} is no setting of Suture. Remove it, or see .env.example for the names.`);
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(config) as unknown as Config;
}

/** `SUTURE_…` variables that are read elsewhere: the credential of a command, never kept in the configuration. */
const elsewhere = new Set(['SUTURE_CONFIG', 'SUTURE_TOKEN', 'SUTURE_EMAIL']);

function isUnknown(name: string): boolean {
  if (!name.startsWith('SUTURE_') || name.startsWith('SUTURE_TEST_') || elsewhere.has(name)) return false;
  return !Object.values(settings).some((setting) => setting.env.includes(name));
}

function readFile(
  env: Record<string, string | undefined>,
  cwd: string,
  faults: string[],
): { path: string; dir: string; values: Record<string, unknown> } {
  const path = resolve(cwd, env.SUTURE_CONFIG ?? 'suture.config.json');
  const dir = resolve(path, '..');
  try {
    const values: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      throw new SyntaxError('not an object');
    for (const key of Object.keys(values))
      if (!(key in settings))
        faults.push(`"${key}" in ${path} is no setting of Suture. Remove it; the names are in .env.example.`);
    return { path, dir, values: values as Record<string, unknown> };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!missing || env.SUTURE_CONFIG !== undefined) {
      faults.push(
        missing
          ? `SUTURE_CONFIG names ${path}, which does not exist. Create it, or unset SUTURE_CONFIG.`
          : `${path} is not a JSON object: ${(error as Error).message}. Put it right, or remove it.`,
      );
    }
    return { path, dir, values: {} };
  }
}

function absolute(value: string, base: string): string {
  return isAbsolute(value) ? value : resolve(base, value);
}
