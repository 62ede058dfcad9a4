import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openIndex } from '../src/advisories/index-file/open.ts';
import { verifyIndex } from '../src/advisories/index-file/verify.ts';
import { buildSnapshot } from './build-snapshot.ts';

const packaged = fileURLToPath(new URL('../data/advisories.sdb', import.meta.url));
const shared = process.env.SUTURE_TEST_SHARED;
const collection = shared === undefined ? undefined : join(shared, 'advisories');
const index = openIndex(packaged);
const directory = mkdtempSync(join(tmpdir(), 'suture-snapshot-'));
afterAll(() => {
  index.close();
  rmSync(directory, { recursive: true });
});

const find = (name: string, id: string) =>
  index.lookup('npm', name).find((one) => one.id === id || one.aliases.includes(id));

describe('the packaged advisories', () => {
  it('are whole, of npm, and small enough for the repository', () => {
    verifyIndex(packaged);
    expect(index.about.ecosystems).toEqual([{ ecosystem: 'npm', packages: 2001, advisories: 3434 }]);
    expect(readFileSync(packaged).length).toBeLessThan(2_000_000);
    expect(index.about.sources.join()).toContain('GitHub Advisory Database (CC-BY-4.0)');
  });

  it.each([
    {
      name: 'minimist',
      id: 'GHSA-vh95-rmgr-6w4m',
      alias: 'CVE-2020-7598',
      severity: 'medium',
      cwe: 1321,
      fixed: '1.2.3',
    },
    {
      name: 'minimist',
      id: 'GHSA-xvch-5gv4-984h',
      alias: 'CVE-2021-44906',
      severity: 'critical',
      cwe: 1321,
      fixed: '1.2.6',
    },
    {
      name: 'lodash',
      id: 'GHSA-p6mc-m468-83gw',
      alias: 'CVE-2020-8203',
      severity: 'high',
      cwe: 1321,
      fixed: '4.17.19',
    },
  ])('know $id of $name', ({ name, id, alias, severity, cwe, fixed }) => {
    const found = find(name, id);
    expect(find(name, alias)).toBe(found);
    expect(found).toMatchObject({ severity, title: `Prototype pollution in ${name}` });
    expect(found?.cwes).toContain(cwe);
    expect(found?.ranges.map((range) => range.fixed)).toContain(fixed);
  });

  it('hold malware with its open range', () => {
    const found = index.lookup('npm', 'crossenv').find((one) => one.malicious);
    expect(found).toMatchObject({ ranges: [{ introduced: '0' }], title: 'Malicious code in crossenv' });
  });

  it('hold nothing that was withdrawn', () => {
    expect(find('minimist', 'GHSA-7fhm-mqm4-2wp7')).toBeUndefined();
  });
});

describe('buildSnapshot', () => {
  const source = 'GHSA (CC-BY-4.0) via openrewrite csv 2024-11-25';
  const part = (name: string, events: object[]) => ({
    package: { ecosystem: 'npm', name },
    ranges: [{ type: 'SEMVER', events }],
  });
  const open = [{ introduced: '0' }];
  const make = async (...records: object[]) => {
    const text = records
      .map((record) => `${JSON.stringify({ modified: '2024-01-01T00:00:00Z', ...record })}\n`)
      .join('');
    writeFileSync(join(directory, 'npm.jsonl.gz'), gzipSync(text));
    const path = join(directory, 'made.sdb');
    await buildSnapshot(directory, path);
    return openIndex(path);
  };

  it('leaves out a package whose upper bound was lost, but not the rest of its record, and not malware', async () => {
    const made = await make(
      {
        id: 'A',
        affected: [part('lost', open), part('kept', [...open, { fixed: '1.0.0' }])],
        database_specific: { source, upper_bound_unknown: ['lost'] },
      },
      {
        id: 'B',
        affected: [part('malware', open)],
        database_specific: { source, upper_bound_unknown: ['malware'], cwe_ids: ['CWE-506'] },
      },
      { id: 'C', affected: [part('open', open)], database_specific: { source } },
    );
    const ids = (name: string) => made.lookup('npm', name).map(({ id }) => id);
    expect({ lost: ids('lost'), kept: ids('kept'), malware: ids('malware'), open: ids('open') }).toEqual({
      ...{ lost: [], kept: ['A'], malware: ['B'], open: ['C'] },
    });
    made.close();
  });

  it('takes a score where there is no word, and no date that is none', async () => {
    const affected = [part('x', open)];
    const made = await make(
      { id: 'A', affected, database_specific: { source, cvss_v3_score: 6.5 } },
      {
        id: 'B',
        affected,
        database_specific: { source: 'RetireJS/retire.js', severity: 'LOW', cvss_v3_score: 9 },
      },
    );
    const [a, b] = made.lookup('npm', 'x');
    expect(a).toMatchObject({ severity: 'medium', cvss: 6.5, modified: '2024-01-01T00:00:00Z' });
    expect(b).toMatchObject({ severity: 'low' });
    expect(b).not.toHaveProperty('modified');
    made.close();
  });

  it('stops at a broken record', async () => {
    await expect(
      make({ id: 'A', affected: [{ package: {} }], database_specific: { source } }),
    ).rejects.toThrow('npm.jsonl.gz:1');
  });

  const missing = collection === undefined || !existsSync(collection);
  it.skipIf(missing)(
    `gives the packaged file from the collection, without a sentence of it${missing ? ' (skipped: SUTURE_TEST_SHARED is not set)' : ''}`,
    async () => {
      const path = join(directory, 'again.sdb');
      await buildSnapshot(collection!, path);
      const bytes = readFileSync(packaged);
      expect(readFileSync(path).equals(bytes)).toBe(true);
      const text = bytes.toString('utf8');
      const sentences = gunzipSync(readFileSync(join(collection!, 'npm.jsonl.gz')))
        .toString('utf8')
        .match(/"summary":"[^"\\]{20,}"/g)!
        .map((summary) => summary.slice(11, -1));
      expect(sentences.length).toBeGreaterThan(3_000);
      expect(sentences.filter((sentence) => text.includes(sentence))).toEqual([]);
    },
  );
});
