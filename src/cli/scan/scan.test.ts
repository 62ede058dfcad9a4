import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIndex } from '../../advisories/index-file/build.ts';
import type { Advisory } from '../../domain/advisory.ts';
import type { ScanReport } from './report.ts';

const main = join(import.meta.dirname, '..', '..', 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'suture-scan-'));
const index = join(folder, 'advisories.sdb');

beforeAll(async () => {
  const entries = advisories.map(([name, advisory]) => ({
    id: advisory.id,
    aliases: advisory.aliases,
    modified: '2026-11-20T00:00:00Z',
    withdrawn: false,
    packages: [{ ecosystem: 'npm', name, advisory }],
  }));
  await buildIndex(entries, { path: index, builtAt: new Date().toISOString(), sources: ['test'] });
});
afterAll(() => rmSync(folder, { recursive: true }));

const advisories: [string, Advisory][] = [
  [
    'minimist',
    {
      id: 'GHSA-xvch-5gv4-984h',
      aliases: ['CVE-2021-44906'],
      title: 'Prototype pollution in minimist',
      severity: 'critical',
      cvss: 9.8,
      cwes: [1321],
      ranges: [
        { introduced: '0', fixed: '0.2.4' },
        { introduced: '1.0.0', fixed: '1.2.6' },
      ],
      versions: [],
    },
  ],
  ['no-fix', bare('GHSA-2222-2222-2222', 'high', [{ introduced: '0' }])],
  ['unrated', bare('GHSA-3333-3333-3333', 'unknown', [{ introduced: '0', fixed: '2.0.0' }])],
  ['bad', { ...bare('MAL-2026-1', 'unknown', [{ introduced: '0' }]), malicious: true }],
];

function bare(id: string, severity: Advisory['severity'], ranges: Advisory['ranges']): Advisory {
  return { id, aliases: [], title: `Flaw in ${id}`, severity, cwes: [], ranges, versions: [] };
}

/** A lockfile whose packages are all declared by the root, except those nested in another. */
function lock(packages: Record<string, string>, requires: Record<string, string[]> = {}): string {
  const direct = Object.entries(packages).filter(([location]) => !location.includes('/node_modules/'));
  const entries = Object.entries(packages).map(([location, version]) => [
    `node_modules/${location}`,
    { version, dependencies: Object.fromEntries((requires[location] ?? []).map((name) => [name, '*'])) },
  ]);
  return JSON.stringify(
    {
      lockfileVersion: 3,
      packages: { '': { dependencies: Object.fromEntries(direct) }, ...Object.fromEntries(entries) },
    },
    null,
    2,
  );
}

function repository(name: string, files: Record<string, string>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), text);
  }
  return join(folder, name);
}

/** Runs the true program; no terminal, 100 columns. */
function suture(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, SUTURE_ADVISORIES: index, SUTURE_DATA_DIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, ...output }));
  });
}

const vulnerable = { 'package-lock.json': lock({ minimist: '1.2.0' }) };
const truncated = lock({ minimist: '1.2.0' }).slice(0, -20);

describe('exit codes', () => {
  it.each<[string, number, Record<string, string>, string[]]>([
    ['a finding over the threshold', 1, vulnerable, []],
    ['a finding that is no reason to fail', 0, vulnerable, ['--fail-on', 'none']],
    [
      'a finding under the threshold',
      0,
      { 'package-lock.json': lock({ 'no-fix': '1.0.0' }) },
      ['--fail-on', 'critical'],
    ],
    [
      'only findings without a fix',
      0,
      { 'package-lock.json': lock({ 'no-fix': '1.0.0' }) },
      ['--fail-on-fixable'],
    ],
    ['a finding with a fix', 1, vulnerable, ['--fail-on-fixable']],
    ['an unrated finding, high wanted', 0, { 'package-lock.json': lock({ unrated: '1.0.0' }) }, []],
    [
      'an unrated finding, low wanted',
      1,
      { 'package-lock.json': lock({ unrated: '1.0.0' }) },
      ['--fail-on', 'low'],
    ],
    [
      'malware without a rating',
      1,
      { 'package-lock.json': lock({ bad: '1.0.0' }) },
      ['--fail-on', 'critical'],
    ],
    ['nothing wrong', 0, { 'package-lock.json': lock({ minimist: '1.2.8' }) }, ['--offline']],
    ['nothing to scan', 3, { 'README.md': 'hello' }, []],
    ['a manifest that is cut short', 4, { 'package-lock.json': truncated }, []],
    ['the same, allowed', 1, { 'package-lock.json': truncated }, ['--allow-partial']],
    ['a threshold that does not exist', 2, vulnerable, ['--fail-on', 'terrible']],
  ])('%s: %i', async (name, code, files, options) => {
    const root = repository(name, files);
    const result = await suture(['scan', root, ...options]);
    expect(result).toMatchObject({ code });
    if (code > 0) expect(result.err.trim().split('\n').at(-1)).not.toBe('');
  });

  it('a path that does not exist: 2', async () => {
    const { code, out, err } = await suture(['scan', 'nowhere']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('nowhere does not exist');
  });

  it('an advisory index that is none: 2', async () => {
    const root = repository('no index', { ...vulnerable, 'index.sdb': 'nonsense' });
    const { code, out, err } = await suture(['scan', root], { SUTURE_ADVISORIES: join(root, 'index.sdb') });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('index.sdb');
  });
});

it('prints every finding as JSON', async () => {
  const nested = lock(
    { parser: '3.0.0', 'parser/node_modules/minimist': '0.0.8', minimist: '1.2.0' },
    { parser: ['minimist'] },
  );
  const root = repository('json', {
    'app/package-lock.json': nested,
    'app/package.json': '{"dependencies": {\n"parser": "^3.0.0",\n"minimist": "~1.2.0"}}',
    'node_modules/x/package-lock.json': nested,
  });
  const { out, err } = await suture(['scan', '--json', root, '--quiet']);
  const { database, ...report } = JSON.parse(out) as ScanReport;
  expect(err).toBe('');
  expect(database).toMatchObject({ newest: '2026-11-20T00:00:00Z', advisories: 4 });
  const common = {
    id: 'GHSA-xvch-5gv4-984h',
    aliases: ['CVE-2021-44906'],
    ecosystem: 'npm',
    package: 'minimist',
    severity: 'critical',
    cvss: 9.8,
    cwes: ['CWE-1321'],
    title: expect.stringContaining('minimist'),
    pathCount: 1,
    manifest: 'app/package-lock.json',
    scope: 'runtime',
    malicious: false,
    fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
  };
  expect(report).toEqual({
    schemaVersion: 1,
    suture: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    root,
    manifests: [{ path: 'app/package-lock.json', ecosystem: 'npm', packages: 3, findings: 2 }],
    findings: [
      {
        ...common,
        version: '0.0.8',
        fixedVersions: ['0.2.4'],
        direct: false,
        paths: [['parser@3.0.0', 'minimist@0.0.8']],
        line: 16,
      },
      {
        ...common,
        version: '1.2.0',
        fixedVersions: ['1.2.6'],
        direct: true,
        paths: [['minimist@1.2.0']],
        line: 20,
      },
    ],
    problems: [],
    summary: {
      manifests: { found: 1, complete: 1 },
      packages: 3,
      findings: 2,
      fixable: 2,
      bySeverity: { unknown: 0, none: 0, low: 0, medium: 0, high: 0, critical: 2 },
    },
  });
});

it('reports what could not be read, beside what could', async () => {
  const root = repository('partial', {
    'a/package-lock.json': truncated,
    'b/package-lock.json': '[]',
    ...vulnerable,
  });
  const { out, err } = await suture(['scan', '--json', root]);
  const report = JSON.parse(out) as ScanReport;
  expect(report.summary.manifests).toEqual({ found: 3, complete: 1 });
  expect(report.findings.map(({ manifest }) => manifest)).toEqual([
    'a/package-lock.json',
    'package-lock.json',
  ]);
  expect(report.problems.map(({ code, path, line }) => ({ code, path, line }))).toEqual([
    { code: 'json-truncated', path: 'a/package-lock.json', line: expect.any(Number) },
    { code: 'json-invalid', path: 'b/package-lock.json', line: 1 },
  ]);
  expect(err).toContain('only 1 of 3 manifests');
});

it('scans one lockfile of several', async () => {
  const root = repository('one', { 'a/package-lock.json': lock({ bad: '1.0.0' }), ...vulnerable });
  const { out } = await suture(['scan', '--json', join(root, 'package-lock.json')]);
  const report = JSON.parse(out) as ScanReport;
  expect(report.findings.map((finding) => finding.package)).toEqual(['minimist']);
  expect(report.manifests).toHaveLength(1);
});

it('prints the same thing for people', async () => {
  const root = repository('people', {
    'package-lock.json': lock(
      { parser: '3.0.0', 'parser/node_modules/minimist': '0.0.8', 'no-fix': '1.0.0', bad: '1.0.0' },
      { parser: ['minimist'] },
    ),
    'legacy/package.json': '{"dependencies": {"ms": "^2.0.0"}}',
  });
  const { out } = await suture(['scan', 'people']);
  expect(root.endsWith('people')).toBe(true);
  expect(out).toMatchInlineSnapshot(`
    "3 known vulnerabilities: 1 critical, 1 high, 1 unknown; 1 with a fixed version

    SEVERITY  PACKAGE                      ADVISORY             PATH               FILE
    malware   bad@1.0.0 → remove it        MAL-2026-1           direct             package-lock.json
    critical  minimist@0.0.8 → 0.2.4       GHSA-xvch-5gv4-984h  parser › minimist  package-lock.json
    high      no-fix@1.0.0 → no fix known  GHSA-2222-2222-2222  direct             package-lock.json

    1 of 2 manifests could be read whole:
      legacy/package.json has no lockfile: only exact versions can be judged, which 0 of its 1 dependencies have. Run npm install --package-lock-only and commit package-lock.json.

    Next: suture fix people
    "
  `);
});

it('says what was scanned when nothing is wrong', async () => {
  repository('clean', { 'package-lock.json': lock({ minimist: '1.2.8', parser: '3.0.0' }) });
  const { out, err } = await suture(['scan', 'clean']);
  expect(out).toMatch(
    /^No known vulnerabilities: 1 manifest, 2 packages, advisories of \d{4}-\d\d-\d\d \d\d:\d\d UTC\n$/,
  );
  expect(err).toBe('');
});

it('lets nothing from a repository steer the terminal', async () => {
  const name = 'evil\u001b[2J\u202etxt';
  const text = JSON.stringify({
    lockfileVersion: 3,
    packages: { [`/${name}`]: {}, 'node_modules/a': { version: '1' } },
  });
  repository('steer', { 'package-lock.json': text });
  const { out, err } = await suture(['scan', 'steer', '--allow-partial']);
  expect(out).toContain('evil');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
});
