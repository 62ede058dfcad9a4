import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { buildIndex } from './index-file/build.ts';
import { openAdvisories, updatedIndexPath } from './locate.ts';
import { temporaryDirectory } from './testing/temporary.ts';

const root = temporaryDirectory();
const now = new Date('2026-03-01T12:00:00Z');
let [dataDir, packaged, configured, run] = ['', '', '', 0];

beforeEach(() => {
  dataDir = join(root, String(run++));
  packaged = join(dataDir, 'packaged.sdb');
  configured = join(dataDir, 'configured.sdb');
});

const build = (path: string, day: string) =>
  buildIndex([], { path, builtAt: `${day}T00:00:00Z`, sources: [] });
const breakUpdated = () => {
  mkdirSync(dirname(updatedIndexPath(dataDir)), { recursive: true });
  writeFileSync(updatedIndexPath(dataDir), 'suturedb and then nothing');
};
function open(more: { advisories?: string } = {}) {
  const { index, ...rest } = openAdvisories({ dataDir, packaged, ...more }, now);
  index.close();
  return { ...rest, path: index.path };
}

describe('openAdvisories', () => {
  it('takes the configured one, whatever else there is', async () => {
    await build(configured, '2020-01-01');
    await build(packaged, '2026-02-01');
    expect(open({ advisories: configured })).toMatchObject({
      from: 'configured',
      path: configured,
      ageDays: 2251,
    });
  });

  it.each([
    { updated: '2026-02-27', shipped: '2026-02-01', from: 'updated', ageDays: 2 },
    { updated: '2026-01-01', shipped: '2026-02-27', from: 'packaged', ageDays: 2 },
    { updated: '2026-02-27', shipped: '2026-02-27', from: 'updated', ageDays: 2 },
    { updated: undefined, shipped: '2026-02-27', from: 'packaged', ageDays: 2 },
    { updated: '2026-02-27', shipped: undefined, from: 'updated', ageDays: 2 },
    { updated: '2027-01-01', shipped: '2026-02-01', from: 'updated', ageDays: 0 },
  ])('takes $from of updated $updated and packaged $shipped', async ({ updated, shipped, from, ageDays }) => {
    if (updated !== undefined) await build(updatedIndexPath(dataDir), updated);
    if (shipped !== undefined) await build(packaged, shipped);
    expect(open()).toMatchObject({ from, ageDays, problems: [] });
  });

  it('goes on with the packaged one where the updated is damaged, and says so', async () => {
    await build(packaged, '2020-01-01');
    breakUpdated();
    expect(open()).toMatchObject({
      from: 'packaged',
      problems: [{ code: 'advisory-index-truncated', remedy: expect.stringContaining('suture db update') }],
    });
  });

  it('refuses a configured one that is not there, though others are', async () => {
    await build(packaged, '2020-01-01');
    expect(() => open({ advisories: configured })).toThrow(
      expect.objectContaining({ code: 'missing', path: configured }),
    );
  });

  it('refuses when there is none at all', () => {
    expect(() => open()).toThrow(expect.objectContaining({ code: 'missing', path: packaged }));
  });
});
