import { styleText } from 'node:util';
import { formatSlug, type Repository } from '../../domain/repository.ts';
import type { Store, StoredFinding, StoredPullRequest } from '../../store/store.ts';
import type { CliContext } from '../context.ts';
import { formatTable } from '../table.ts';

/** How far the loop has come for one repository. */
export interface DemoRow {
  edition: string;
  repository: string;
  found: number;
  /** Rungs that carried. */
  fixedBy: string[];
  /** Rungs that fell away, each with its reason: refuted by the registry while planning, or by the proof. */
  refuted: number;
  merged: number;
  /** Open pull requests whose build failed. */
  red: number;
  /** Open ones that still may be merged: the loop is not closed while there are any. */
  pending: number;
  closed: number;
  open: number;
  /** Why the open ones stay open. */
  because: string[];
  /** Nothing more will happen here by itself. */
  settled: boolean;
}

/** Reads from the store what happened; nothing here is known in advance. */
export async function readOutcome(store: Store): Promise<DemoRow[]> {
  const rows: DemoRow[] = [];
  for (const connection of await store.connections.list()) {
    const active = new Set(
      (await store.runs.list({ connection: connection.id, active: true })).map((run) => run.repository),
    );
    for (const repository of await store.repositories.list({ connection: connection.id })) {
      rows.push(await readRow(store, connection.name, repository, active.has(repository.id)));
    }
  }
  return rows;
}

async function readRow(
  store: Store,
  edition: string,
  repository: Repository,
  active: boolean,
): Promise<DemoRow> {
  const findings = await store.findings.list({ repository: repository.id });
  const pullRequests = await store.pullRequests.list({ repository: repository.id });
  const plans = await store.plans.list({ repository: repository.id });
  const carried = plans.filter((state) => pullRequests.some((pr) => pr.plan === state.plan.id));
  const open = findings.filter((finding) => finding.state === 'open');
  const red = pullRequests.filter((pr) => pr.state === 'open' && pr.build === 'failed');
  const pending = pullRequests.filter((pr) => pr.state === 'open' && pr.build !== 'failed');
  const reasons = open.map((finding) => reasonOf(finding, red));
  return {
    edition,
    repository: formatSlug(repository.slug),
    found: findings.length,
    fixedBy: [...new Set(carried.flatMap((state) => state.fix?.candidate.how ?? []))],
    refuted: plans.reduce((sum, state) => sum + state.rejected.length, 0),
    merged: pullRequests.filter((pr) => pr.state === 'merged').length,
    red: red.length,
    pending: pending.length,
    closed: findings.length - open.length,
    open: open.length,
    because: [...new Set(reasons.filter((reason) => reason !== undefined))],
    settled:
      !active && repository.indexed !== undefined && pending.length === 0 && !reasons.includes(undefined),
  };
}

function reasonOf(finding: StoredFinding, red: StoredPullRequest[]): string | undefined {
  const pullRequest = red.find((pr) => pr.resolves.includes(finding.fingerprint));
  if (pullRequest !== undefined) return `#${pullRequest.number} breaks the build`;
  return finding.left;
}

/**
 * Whether the loop closed on an edition: every repository came to rest, something was found, fixed, merged and closed
 * in it or stays open for a reason that is said, and each kind of ending was really seen.
 */
export function loopClosed(rows: DemoRow[]): boolean {
  return (
    rows.length > 0 &&
    rows.every((row) => row.settled && row.found > 0 && row.closed + row.open === row.found) &&
    ['lockfile', 'direct', 'parent', 'override'].every((rung) =>
      rows.some((row) => row.fixedBy.includes(rung) && row.merged > 0),
    ) &&
    rows.some((row) => row.red > 0 && row.merged === 0) &&
    rows.some((row) => row.open > 0 && row.red === 0)
  );
}

/** The table at the end, one block an edition, and under it why what is open stays open. */
export function formatOutcome(
  rows: DemoRow[],
  { color, columns }: Pick<CliContext, 'color' | 'columns'>,
): string {
  const head = ['REPOSITORY', 'FOUND', 'FIXED BY', 'REFUTED', 'MERGED', 'RED', 'CLOSED', 'OPEN'];
  return [...Map.groupBy(rows, (row) => row.edition)]
    .map(([edition, own]) => {
      const title = `${edition}: ${loopClosed(own) ? 'the loop closed' : 'the loop did not close'}`;
      const cells = own.map((row) => [
        row.repository,
        ...[
          row.found,
          row.fixedBy.join(', ') || '–',
          row.refuted,
          row.merged,
          row.red,
          row.closed,
          row.open,
        ].map(String),
      ]);
      const reasons = own.flatMap((row) =>
        row.because.map((because) => `Open in ${row.repository}: ${because}\n`),
      );
      const heading = color ? styleText('bold', title, { validateStream: false }) : title;
      return `${heading}\n${formatTable(head, cells, columns)}${reasons.join('')}`;
    })
    .join('\n');
}
