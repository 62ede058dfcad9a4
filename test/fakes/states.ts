import type { Finding } from '../../src/domain/finding.ts';
import type { PlanState } from '../../src/domain/fix.ts';
import type { Repository } from '../../src/domain/repository.ts';
import type { Run } from '../../src/domain/run.ts';
import type { StoredPullRequest } from '../../src/store/store.ts';

export const repository: Repository = {
  id: 'repository-1',
  connection: 'connection-1',
  remoteId: '{1}',
  slug: { owner: 'acme', name: 'pay' },
  defaultBranch: 'main',
  state: 'active',
};

export function runOf(more: Partial<Run> = {}): Run {
  return {
    id: 'run-1',
    connection: 'connection-1',
    repository: 'repository-1',
    kind: 'repository',
    trigger: 'person',
    stage: 'indexing',
    commit: '1111111111111111111111111111111111111111',
    branch: 'main',
    again: false,
    startedAt: '2026-01-01T00:00:00.000Z',
    ...more,
  };
}

export function findingOf(name: string, more: Partial<Finding> = {}): Finding {
  return {
    fingerprint: `fingerprint-${name}`,
    id: `GHSA-${name}`,
    aliases: [],
    title: `Weakness in ${name}`,
    ecosystem: 'npm',
    package: name,
    versions: ['1.0.0'],
    manifest: 'package-lock.json',
    scope: 'runtime',
    direct: true,
    severity: 'high',
    cwes: [],
    fixedVersions: ['2.0.0'],
    ranges: [{ introduced: '0', fixed: '2.0.0' }],
    affectedVersions: [],
    paths: [[`${name}@1.0.0`]],
    pathCount: 1,
    ...more,
  };
}

/** A verified plan that raises `name` from 1.0.0 to 2.0.0. */
export function verifiedOf(name: string, more: Partial<PlanState> = {}): PlanState {
  const candidate = {
    how: 'direct' as const,
    changes: [
      { ecosystem: 'npm', name, from: '^1.0.0', to: '^2.0.0', how: 'direct' as const, file: 'package.json' },
    ],
    why: 'The lowest release that fixes everything known.',
  };
  return {
    plan: { id: `plan-${name}`, target: targetOf(name), candidates: [candidate], rejected: [] },
    repository: 'repository-1',
    run: 'run-1',
    commit: '1111111111111111111111111111111111111111',
    status: 'verified',
    trying: 0,
    rejected: [],
    fix: {
      candidate,
      edits: [{ path: 'package.json', after: '{}\n' }],
      digest: `digest-${name}`,
      resolves: [`fingerprint-${name}`],
      before: 1,
      after: 0,
      changed: [{ name, from: '1.0.0', to: '2.0.0' }],
      verifiedAt: '2026-01-01T00:00:00.000Z',
    },
    ...more,
  };
}

export function targetOf(name: string) {
  return {
    ecosystem: 'npm',
    manifest: 'package-lock.json',
    package: name,
    versions: ['1.0.0'],
    avoid: { ranges: [{ introduced: '0', fixed: '2.0.0' }], versions: [] },
    fingerprints: [`fingerprint-${name}`],
    malicious: false,
  };
}

export function pullRequestOf(name: string, more: Partial<StoredPullRequest> = {}): StoredPullRequest {
  return {
    id: `pull-request-${name}`,
    repository: 'repository-1',
    connection: 'connection-1',
    plan: `plan-${name}`,
    number: 1,
    url: 'https://bitbucket.invalid/1',
    branch: `suture/plan-${name}`,
    head: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    base: '1111111111111111111111111111111111111111',
    state: 'open',
    build: 'none',
    touchedByHuman: false,
    resolves: [`fingerprint-${name}`],
    ours: ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    digest: `digest-${name}`,
    title: name,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...more,
  };
}
