import { styleText } from 'node:util';
import { formatSlug } from '../domain/repository.ts';
import { severities } from '../domain/severity.ts';
import type { Store } from '../store/store.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

/** Where everything stands, as `status` and `run` print it. */
export type Report = Awaited<ReturnType<typeof collectReport>>;

/** Reads the whole state; one definition of "open" for every number. */
export async function collectReport(store: Store) {
  const connections = await store.connections.list();
  const repositories = new Map((await store.repositories.list()).map((one) => [one.id, one]));
  const findings = await store.findings.list();
  const pullRequests = await store.pullRequests.list();
  const open = findings.filter((finding) => finding.state === 'open');
  const nameOf = (id: string) => formatSlug(repositories.get(id)!.slug);
  const covered = new Set(
    pullRequests
      .filter((pr) => pr.state === 'open')
      .flatMap((pr) => pr.resolves.map((fingerprint) => `${pr.repository} ${fingerprint}`)),
  );
  return {
    schemaVersion: 1,
    connections: connections.map(({ name, kind, scope, baseUrl, health }) => ({
      name,
      kind,
      scope,
      baseUrl,
      health,
      repositories: [...repositories.values()].filter(
        (one) => one.connection === connections.find((c) => c.name === name)!.id,
      ).length,
    })),
    findings: {
      open: open.length,
      closed: findings.length - open.length,
      bySeverity: Object.fromEntries(
        severities.map((s) => [s, open.filter((finding) => finding.severity === s).length]),
      ),
    },
    pullRequests: pullRequests
      .map((pr) => ({
        repository: nameOf(pr.repository),
        connection: connections.find((one) => one.id === pr.connection)?.name ?? '',
        number: pr.number,
        title: pr.title,
        url: pr.url,
        state: pr.state,
        build: pr.build,
        touchedByHuman: pr.touchedByHuman,
        resolves: pr.resolves.length,
      }))
      .sort(comparePlaces),
    left: open
      .filter((finding) => !covered.has(`${finding.repository} ${finding.fingerprint}`))
      .map((finding) => ({
        repository: nameOf(finding.repository),
        id: finding.id,
        package: finding.package,
        versions: finding.versions,
        severity: finding.severity,
        because: finding.left ?? null,
      })),
  };
}

/** By connection, repository and number: the same order however the runs happened to finish. */
function comparePlaces(a: Place, b: Place): number {
  return (
    compareText(a.connection, b.connection) || compareText(a.repository, b.repository) || a.number - b.number
  );
}

interface Place {
  connection: string;
  repository: string;
  number: number;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same for people. */
export function formatReport(
  report: Report,
  { color, columns }: Pick<CliContext, 'color' | 'columns'>,
): string {
  const bold = (text: string) => (color ? styleText('bold', text, { validateStream: false }) : text);
  const { open, closed, bySeverity } = report.findings;
  const worst = [...severities].reverse().flatMap((s) => (bySeverity[s] ? [`${bySeverity[s]} ${s}`] : []));
  const parts = [
    formatTable(
      ['CONNECTION', 'KIND', 'HEALTH', 'REPOSITORIES'],
      report.connections.map((c) => [c.name, c.kind, c.health.state, String(c.repositories)]),
      columns,
    ),
    `${bold(`${open} findings open`)}${worst.length > 0 ? ` (${worst.join(', ')})` : ''}, ${closed} closed\n`,
  ];
  if (report.pullRequests.length > 0) {
    const rows = report.pullRequests.map((pr) => [
      pr.repository,
      `#${pr.number}`,
      pr.title,
      pr.touchedByHuman ? `${pr.state}, yours` : pr.state,
      pr.build,
      String(pr.resolves),
    ]);
    parts.push(formatTable(['REPOSITORY', 'PR', 'TITLE', 'STATE', 'BUILD', 'CLOSES'], rows, columns));
  }
  if (report.left.length > 0) {
    const rows = report.left.map((f) => [
      f.repository,
      f.severity,
      `${f.package} ${f.versions.join(', ')}`,
      f.id,
      f.because ?? 'not planned yet',
    ]);
    parts.push(formatTable(['WITHOUT A FIX', 'SEVERITY', 'PACKAGE', 'ID', 'BECAUSE'], rows, columns));
  }
  return parts.join('\n');
}
