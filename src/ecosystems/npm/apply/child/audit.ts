import type Arborist from '@npmcli/arborist';
import semver from 'semver';
import type { VersionInterval } from '../../../../domain/version.ts';
import type { Resolve } from '../protocol.ts';

/**
 * An audit report that says what we want to move, in place of the registry's: npm then replaces exactly these copies,
 * as `npm audit fix` does, keeps everything else where it is, and asks us which versions to stay away from.
 * (The idea is Dependabot's, which serves such a report to npm over HTTP.)
 */
export function fakeAudit(arborist: Arborist, wanted: Resolve): Arborist.AuditReport {
  const moving = new Set(wanted.moving);
  const isVulnerable = (node: Arborist.Node) => moving.has(`${node.packageName}@${node.version}`);
  const names = new Set([...wanted.pins, ...wanted.avoid].map(({ name }) => name));
  const ranges = new Map([...names].map((name) => [name, rangeToAvoid(name, wanted)]));
  const report = {
    size: 1,
    topVulns: new Map(),
    isVulnerable,
    get: (name: string) => (ranges.has(name) ? { range: ranges.get(name) } : undefined),
    values: () => [{ nodes: new Set([...arborist.idealTree!.inventory.values()].filter(isVulnerable)) }],
  };
  return report as unknown as Arborist.AuditReport;
}

/** Everything that is bad, and every version but the pinned one inside a range that a pin is for. */
function rangeToAvoid(name: string, { pins, avoid }: Resolve): string {
  const bad = avoid
    .filter((entry) => entry.name === name)
    .flatMap(({ ranges, versions }) => [...ranges.map(toRange), ...versions]);
  const others = pins
    .filter((pin) => pin.name === name)
    .flatMap(({ range, version }) => without(range, version));
  return [...bad, ...others].join(' || ');
}

function toRange({ introduced, fixed, lastAffected }: VersionInterval): string {
  const from = introduced === '0' ? '>=0.0.0-0' : `>=${introduced}`;
  if (fixed !== undefined) return `${from} <${fixed}`;
  return lastAffected === undefined ? from : `${from} <=${lastAffected}`;
}

function without(range: string, version: string): string[] {
  const parsed = semver.validRange(range, { loose: true }) === null ? '*' : range;
  return new semver.Range(parsed, { loose: true }).set.flatMap((comparators) => {
    const set = comparators.map((comparator) => comparator.value).join(' ');
    return [`${set} <${version}`.trim(), `${set} >${version}`.trim()];
  });
}
