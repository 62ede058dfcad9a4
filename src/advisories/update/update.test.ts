import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openIndex } from '../index-file/open.ts';
import { updatedIndexPath } from '../locate.ts';
import { type FakeOsv, type FakeRecord, startFakeOsv, tagOf } from '../testing/fake-osv.ts';
import { temporaryDirectory } from '../testing/temporary.ts';
import { makeFeed } from './feed.ts';
import { storePath } from './store.ts';
import { updateAdvisories } from './update.ts';

const root = temporaryDirectory();
let [dataDir, run] = ['', 0];
let osv: FakeOsv;
let closeFeed = async () => {};

beforeEach(async () => {
  dataDir = join(root, String(run++));
  osv = await startFakeOsv();
  osv.records.set('npm', [record('GHSA-1', 1), record('GHSA-2', 2), record('GHSA-3', 3)]);
});
afterEach(async () => {
  await closeFeed();
  await osv.close();
});

/** A record about a package of the same name, modified on a day of January 2026. */
function record(id: string, day: number, more: object = {}): FakeRecord {
  return {
    id,
    modified: `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`,
    summary: `Title of ${id}`,
    details: 'Long prose. '.repeat(50),
    affected: [
      { package: { ecosystem: 'npm', name: id }, versions: ['1.0.0'] },
      { package: { ecosystem: 'Maven', name: 'other' }, versions: ['1.0.0'] },
    ],
    ...more,
  };
}

interface Options {
  ecosystems?: string[];
  now?: string;
  url?: string;
  signal?: AbortSignal;
}

async function update({ ecosystems = ['npm'], now = '2026-02-01', url = osv.url, ...more }: Options = {}) {
  osv.log.length = 0;
  const signal = more.signal ?? new AbortController().signal;
  const { feed, close } = makeFeed({ url, noProxy: [], signal, patience: 2_000 });
  await closeFeed();
  closeFeed = close;
  const progress = { step() {}, at() {} };
  const options = { dataDir, url, feed, now: new Date(now), progress, waits: [1, 1, 1], signal, ecosystems };
  return updateAdvisories(options);
}

/** Ids that the index gives for packages named like them. */
function known(...names: string[]): string[] {
  const index = openIndex(updatedIndexPath(dataDir));
  const ids = names.flatMap((name) => index.lookup('npm', name).map(({ id }) => id));
  index.close();
  return ids;
}

const all = ['GHSA-1', 'GHSA-2', 'GHSA-3', 'GHSA-4'];
const archiveOf = (fake: FakeOsv) => fake.log.filter((line) => line.includes('all.zip'));

describe('updateAdvisories', () => {
  it('fetches the archive first', async () => {
    const updated = await update();
    expect(updated).toMatchObject({
      path: updatedIndexPath(dataDir),
      about: {
        advisories: 3,
        builtAt: '2026-02-01T00:00:00.000Z',
        newest: '2026-01-03T00:00:00Z',
        sources: [`${osv.url}/npm/all.zip`],
      },
      ecosystems: [{ ecosystem: 'npm', how: 'archive', changed: 3 }],
      failures: [],
      problems: [],
    });
    expect(osv.log).toEqual(['npm/all.zip 200']);
    expect(known(...all)).toEqual(['GHSA-1', 'GHSA-2', 'GHSA-3']);
    const index = openIndex(updated.path);
    expect(index.lookup('npm', 'GHSA-1')[0]!.title).toBe('Title of GHSA-1');
    expect(index.lookup('Maven', 'other')).toEqual([]);
    index.close();
  });

  it('keeps no prose and leaves nothing else behind', async () => {
    await update();
    expect(gunzipSync(readFileSync(storePath(dataDir, 'npm'))).toString()).not.toContain('Long prose');
    expect(readdirSync(join(dataDir, 'advisories')).toSorted()).toEqual(['index.sdb', 'osv']);
    expect(readdirSync(join(dataDir, 'advisories', 'osv'))).toEqual(['npm.jsonl.gz']);
  });

  it('fetches only what changed: new, modified, withdrawn, gone', async () => {
    await update();
    osv.records.set('npm', [
      record('GHSA-1', 20, {
        affected: [{ package: { ecosystem: 'npm', name: 'moved' }, versions: ['1.0.0'] }],
      }),
      record('GHSA-2', 21, { withdrawn: '2026-01-21T00:00:00Z' }),
      record('GHSA-3', 3),
      record('GHSA-4', 22),
    ]);
    expect((await update()).ecosystems).toEqual([{ ecosystem: 'npm', how: 'changes', changed: 3 }]);
    expect(osv.log.toSorted()).toEqual([
      'npm/GHSA-1.json 200',
      'npm/GHSA-2.json 200',
      'npm/GHSA-4.json 200',
      'npm/modified_id.csv 200',
    ]);
    expect(known('moved', ...all)).toEqual(['GHSA-1', 'GHSA-3', 'GHSA-4']);
  });

  it('asks once, and builds nothing, when nothing changed', async () => {
    await update();
    await update();
    const before = readFileSync(updatedIndexPath(dataDir));
    const updated = await update({ now: '2026-02-02' });
    expect(updated.ecosystems).toEqual([{ ecosystem: 'npm', how: 'unchanged', changed: 0 }]);
    expect(osv.log).toEqual(['npm/modified_id.csv 304']);
    expect(readFileSync(updatedIndexPath(dataDir)).equals(before)).toBe(true);
  });

  it('builds the index again when it is missing or damaged', async () => {
    await update();
    writeFileSync(updatedIndexPath(dataDir), 'damaged');
    await update();
    expect(known(...all)).toHaveLength(3);
  });

  it('finds a record that was exported after newer ones', async () => {
    await update();
    osv.records.get('npm')!.push(record('GHSA-4', 2));
    await update();
    expect(known('GHSA-4')).toEqual(['GHSA-4']);
  });

  it('drops a record that is listed but gone', async () => {
    await update();
    osv.records.set('npm', [record('GHSA-1', 20), record('GHSA-2', 2)]);
    osv.fault = (path) =>
      path === 'npm/GHSA-1.json' ? (response) => response.writeHead(404).end() : undefined;
    await update();
    expect(known('GHSA-1', 'GHSA-2')).toEqual(['GHSA-2']);
  });

  it('keeps the old record where the new one is no JSON', async () => {
    await update();
    osv.records.set('npm', [record('GHSA-1', 20), record('GHSA-2', 2)]);
    osv.fault = (path) => (path === 'npm/GHSA-1.json' ? (response) => response.end('<html>') : undefined);
    const { problems } = await update();
    expect(problems).toEqual([
      expect.objectContaining({ code: 'advisory-not-json', path: 'npm/GHSA-1.json' }),
    ]);
    expect(known('GHSA-1')).toEqual(['GHSA-1']);
  });

  it('takes the archive again after a month, by its tag', async () => {
    await update();
    await update({ now: '2026-04-01' });
    expect(osv.log).toEqual(['npm/all.zip 304']);
    await update({ now: '2026-04-02' });
    expect(osv.log).toEqual(['npm/modified_id.csv 200']);
    expect(known(...all)).toHaveLength(3);
  });

  it('takes the archive where the mirror has no list of changes', async () => {
    await update();
    osv.fault = (path) => (path.endsWith('.csv') ? (response) => response.writeHead(404).end() : undefined);
    osv.records.get('npm')!.push(record('GHSA-4', 4));
    await update();
    expect(known('GHSA-4')).toEqual(['GHSA-4']);
    await update();
    expect(osv.log).toEqual(['npm/modified_id.csv 404', 'npm/all.zip 304']);
  });

  it('takes the archive where too much changed', async () => {
    await update();
    for (let i = 0; i < 2_001; i++) osv.records.get('npm')!.push(record(`NEW-${i}`, 10));
    expect((await update()).ecosystems).toEqual([{ ecosystem: 'npm', how: 'archive', changed: 2_004 }]);
    expect(osv.log).toEqual(['npm/modified_id.csv 200', 'npm/all.zip 200']);
  });

  it('starts over with another feed', async () => {
    await update();
    expect((await update({ url: `${osv.url}//` })).ecosystems[0]!.how).toBe('unchanged');
    expect((await update({ url: osv.url.replace('127.0.0.1', 'localhost') })).ecosystems[0]!.how).toBe(
      'archive',
    );
  });

  it('logs in with a credential of the address, and keeps it nowhere', async () => {
    const seen: (string | undefined)[] = [];
    osv.fault = (_, request) => void seen.push(request.headers.authorization);
    const { about } = await update({ url: osv.url.replace('//', '//reader:s%40cret@') });
    expect(seen).toEqual([`Basic ${Buffer.from('reader:s@cret').toString('base64')}`]);
    expect(about.sources).toEqual([`${osv.url}/npm/all.zip`]);
    expect(gunzipSync(readFileSync(storePath(dataDir, 'npm'))).toString()).not.toContain('cret');
  });

  it.each(['nonsense', ''])('starts over when its own file is damaged (%j)', async (content) => {
    await update();
    writeFileSync(storePath(dataDir, 'npm'), content);
    expect((await update()).ecosystems[0]!.how).toBe('archive');
  });

  it('starts over when its own file is cut off', async () => {
    await update();
    const whole = readFileSync(storePath(dataDir, 'npm'));
    writeFileSync(storePath(dataDir, 'npm'), whole.subarray(0, whole.length - 8));
    expect((await update()).ecosystems[0]!.how).toBe('archive');
    expect(known(...all)).toHaveLength(3);
  });

  it('goes on where a download broke', async () => {
    let broken = 0;
    osv.fault = (path) =>
      path === 'npm/all.zip' && broken++ === 0
        ? (response, content) => {
            response.writeHead(200, { etag: tagOf(content), 'content-length': content.length });
            response.write(content.subarray(0, 300), () => setTimeout(() => response.destroy(), 50));
          }
        : undefined;
    await update();
    expect(osv.log).toEqual(['npm/all.zip 200', 'npm/all.zip 206']);
    expect(known(...all)).toHaveLength(3);
  });

  it('starts a download over when the file changed meanwhile', async () => {
    let broken = 0;
    osv.fault = (path) =>
      path === 'npm/all.zip' && broken++ === 0
        ? (response, content) => {
            response.writeHead(200, { etag: '"older"', 'content-length': content.length });
            response.write(Buffer.alloc(300), () => setTimeout(() => response.destroy(), 50));
          }
        : undefined;
    await update();
    expect(osv.log).toEqual(['npm/all.zip 200', 'npm/all.zip 200']);
    expect(known(...all)).toHaveLength(3);
  });

  it.each<[name: string, reply: Parameters<typeof failing>[0], code: string, attempts: number]>([
    ['a server error', (response) => response.writeHead(503).end(), 'unreachable', 4],
    ['too many requests', (response) => response.writeHead(429).end(), 'unreachable', 4],
    ['dropped connections', (response) => response.destroy(), 'unreachable', 4],
    ['a sign-in page', (response) => response.end('<html>sign in</html>'), 'unusable', 1],
    [
      'an empty archive',
      (response) => response.end(Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)])),
      'unusable',
      1,
    ],
    ['a refusal', (response) => response.writeHead(403).end(), 'refused', 1],
    [
      'a redirect',
      (response) => response.writeHead(302, { location: 'http://127.0.0.1/' }).end(),
      'refused',
      1,
    ],
    ['nothing there', (response) => response.writeHead(404).end(), 'not-found', 1],
  ])('leaves all as it was after %s', async (_, reply, code, attempts) => {
    await update();
    const before = readFileSync(updatedIndexPath(dataDir));
    osv.fault = failing(reply);
    const { failures, about } = await update({ now: '2026-04-01' });
    expect(failures).toEqual([
      { ecosystem: 'npm', error: expect.objectContaining({ code, remedy: expect.any(String) }) },
    ]);
    expect(archiveOf(osv)).toHaveLength(attempts);
    expect(about.advisories).toBe(3);
    expect(readFileSync(updatedIndexPath(dataDir)).equals(before)).toBe(true);
    expect(readdirSync(join(dataDir, 'advisories', 'osv'))).toEqual(['npm.jsonl.gz']);
  });

  function failing(reply: (response: import('node:http').ServerResponse) => void): FakeOsv['fault'] {
    return () => reply;
  }

  it('a page in place of the list of changes is refused', async () => {
    await update();
    osv.fault = (path) =>
      path.endsWith('.csv') ? (response) => response.end('<html>\n<body>sign, in</body>') : undefined;
    expect((await update()).failures).toMatchObject([{ error: { code: 'unusable' } }]);
  });

  it('goes on with the other ecosystems when one fails', async () => {
    const updated = await update({ ecosystems: ['Nonsense', 'npm'] });
    expect(updated.failures).toMatchObject([{ ecosystem: 'Nonsense', error: { code: 'not-found' } }]);
    expect(known(...all)).toHaveLength(3);
  });

  it('throws, and makes no index, when nothing was ever fetched', async () => {
    await expect(update({ ecosystems: ['Nonsense'] })).rejects.toMatchObject({ code: 'not-found' });
    await osv.close();
    await expect(update()).rejects.toMatchObject({ code: 'unreachable', retry: true });
    expect(existsSync(updatedIndexPath(dataDir))).toBe(false);
  });

  it('ends with its reason when aborted', async () => {
    const controller = new AbortController();
    const reason = new Error('Ctrl-C');
    osv.fault = () => () => controller.abort(reason);
    await expect(update({ signal: controller.signal })).rejects.toBe(reason);
  });

  it('holds several ecosystems, each updated alone', async () => {
    osv.records.set('crates.io', [
      record('RUSTSEC-1', 1, {
        affected: [{ package: { ecosystem: 'crates.io', name: 'c' }, versions: ['1.0.0'] }],
      }),
    ]);
    await update({ ecosystems: ['npm', 'crates.io'] });
    osv.records.get('npm')!.push(record('GHSA-4', 4));
    const { about } = await update();
    expect(about.ecosystems.map((e) => [e.ecosystem, e.advisories])).toEqual([
      ['crates.io', 1],
      ['npm', 4],
    ]);
  });
});
