import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'suture-config-'));

function faultsOf(env: Record<string, string>, cwd = folder()): readonly string[] {
  try {
    readConfig(env, cwd);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).faults;
  }
}

describe('configuration', () => {
  it('has a default for everything that needs one, and is frozen', () => {
    const config = readConfig({}, folder());
    expect(config).toMatchObject({
      port: 3210,
      pollSeconds: 300,
      noProxy: [],
      npmRegistry: 'https://registry.npmjs.org',
    });
    expect(config.databaseUrl).toBeUndefined();
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('takes the environment over the file over the defaults', () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'suture.config.json'), '{"port": 4000, "concurrency": 4, "dataDir": "data"}');
    expect(readConfig({ SUTURE_PORT: '5000' }, cwd)).toMatchObject({
      port: 5000,
      concurrency: 4,
      dataDir: join(cwd, 'data'),
    });
  });

  it('understands lists, proxies and the usual names', () => {
    const env = {
      NO_PROXY: '.example.com, 10.0.0.0/8',
      https_proxy: 'http://p:3128',
      DATABASE_URL: 'postgres://h/d',
    };
    expect(readConfig(env, folder())).toMatchObject({
      noProxy: ['.example.com', '10.0.0.0/8'],
      httpsProxy: 'http://p:3128',
      databaseUrl: 'postgres://h/d',
    });
  });

  it('reports all faults at once, each with its fix', () => {
    const faults = faultsOf({ SUTURE_PORT: 'many', DATABASE_URL: 'mysql://h/d', SUTURE_POLL_SECOND: '3' });
    expect(faults).toEqual([
      'DATABASE_URL is not valid. Write postgres://user:password@host:5432/database.',
      'SUTURE_PORT is not valid. Write a number from 0 to 65535.',
      'SUTURE_POLL_SECOND is no setting of Suture. Remove it, or see .env.example for the names.',
    ]);
  });

  const files: [string, string][] = [
    ['{"port": "x"}', '"port" in'],
    ['{"prot": 1}', '"prot" in'],
    ['[1]', 'is not a JSON object'],
    ['{', 'is not a JSON object'],
  ];
  it.each(files)('names the file for %s', (text, fault) => {
    const cwd = folder();
    writeFileSync(join(cwd, 'suture.config.json'), text);
    expect(faultsOf({}, cwd).join()).toContain(fault);
  });

  it('says that a named file is missing', () => {
    expect(faultsOf({ SUTURE_CONFIG: 'nowhere.json' }).join()).toContain('which does not exist');
  });

  it('never shows a value, which may be a secret', () => {
    expect(faultsOf({ DATABASE_URL: 'mysql://user:hunter2@h/d' }).join()).not.toContain('hunter2');
  });

  it('has every setting in .env.example, and nothing else there', () => {
    const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
    const env = Object.fromEntries(
      [...text.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]),
    );
    expect(faultsOf(env)).toEqual([]);
    const names = [
      ...readFileSync(new URL('./config.ts', import.meta.url), 'utf8').matchAll(/env: \['(\w+)'/g),
    ];
    expect(
      names
        .map(([, name]) => name!.replace(/^SUTURE_(HTTPS?|NO)_PROXY$/, '$1_PROXY'))
        .filter((name) => !(name in env) && name !== 'HTTP_PROXY'),
    ).toEqual([]);
  });
});
