import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ReportedFinding, ScanReport } from './report.ts';
import { formatScan } from './text.ts';

const finding: ReportedFinding = {
  id: 'GHSA-xvch-5gv4-984h',
  aliases: [],
  ecosystem: 'npm',
  package: 'minimist',
  version: '0.0.8',
  fixedVersions: ['0.2.4'],
  severity: 'critical',
  cvss: 9.8,
  cwes: [],
  title: 'Prototype pollution in minimist',
  direct: false,
  paths: [
    ['@scope/builder@1.0.0', 'optimist@0.6.1', 'wordwrap@0.0.3', 'minimist@0.0.8'],
    ['b@1.0.0', 'minimist@0.0.8'],
  ],
  pathCount: 3,
  manifest: 'package-lock.json',
  line: 1,
  scope: 'runtime',
  malicious: false,
  fingerprint: '00',
};

const report: ScanReport = {
  schemaVersion: 1,
  suture: '1.0.0',
  root: '/repository',
  database: { builtAt: '2026-11-22T06:00:00Z', newest: '2026-11-22T06:00:00Z', advisories: 1 },
  manifests: [],
  findings: [finding],
  problems: [],
  summary: {
    manifests: { found: 1, complete: 1 },
    packages: 812,
    findings: 1,
    fixable: 1,
    bySeverity: { unknown: 0, none: 0, low: 0, medium: 0, high: 0, critical: 1 },
  },
};

describe('the path of a finding', () => {
  it.each([
    [140, '@scope/builder › optimist › wordwrap › minimist +2'],
    [118, '@scope/builder › … › minimist +2'],
    [105, '@scope/builder › … +2'],
    [90, '@scope/build… +2'],
  ])('in %i columns', (columns, path) => {
    const row = formatScan(report, [], '.', { color: false, columns }).split('\n')[3]!;
    expect(row.length).toBeLessThanOrEqual(columns);
    expect(row).toContain(`GHSA-xvch-5gv4-984h  ${path}  `);
  });
});

it('gives each finding a block of lines below 80 columns', () => {
  expect(formatScan(report, [], 'app', { color: false, columns: 60 })).toBe(
    [
      '1 known vulnerability: 1 critical; 1 with a fixed version',
      '',
      'critical  minimist@0.0.8 → 0.2.4',
      '  GHSA-xvch-5gv4-984h  Prototype pollution in minimist',
      '  @scope/builder › optimist › wordwrap › minimist +2',
      '  package-lock.json',
      '',
      'Next: suture fix app',
      '',
    ].join('\n'),
  );
});

it('says the same with colours as without', () => {
  const colored = formatScan(report, [], '.', { color: true, columns: 100 });
  expect(colored).toContain('\u001b[31m');
  expect(stripVTControlCharacters(colored)).toBe(formatScan(report, [], '.', { color: false, columns: 100 }));
});
