import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Advisory, AdvisoryIndex } from '../../src/domain/advisory.ts';
import { judge } from '../../src/domain/judge.ts';
import { match } from '../../src/domain/match.ts';
import type { PlanTools } from '../../src/ecosystems/ecosystem.ts';
import { ecosystemOf, ecosystems } from '../../src/ecosystems/ecosystems.ts';
import { readInventory } from '../../src/ecosystems/read-inventory.ts';
import { dependencyUpgrade } from '../../src/fixers/dependency-upgrade/index.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';

/** A repository, and what is known to be bad: a line per range, `id package introduced fixed [malicious]`. */
export interface Scenario {
  files: Record<string, string>;
  vulnerable: string;
}

/** What became of one target. */
export interface Result {
  target: string;
  how?: string;
  changes?: string[];
  why?: string;
  refuted: string[];
  rejected: string[];
  /** Lines that differ, `-` before and `+` after. */
  diff?: Record<string, string[]>;
}

/** Plans, applies and judges target after target, each on what the one before left behind. `left`: ids still open. */
export async function fixAll(
  { files, vulnerable }: Scenario,
  tools: Pick<PlanTools, 'registry' | 'cacheDir'>,
): Promise<{ results: Result[]; left: string[] }> {
  const workspace = memoryWorkspace(files);
  const advisories = parseVulnerable(vulnerable);
  const fixer = dependencyUpgrade(ecosystemOf);
  const planTools = { ...tools, allowedHosts: [], signal: new AbortController().signal, say: () => {} };
  const look = async () => {
    const inventory = await readInventory(ecosystems, workspace, await workspace.list());
    return { inventory, findings: match(inventory, advisories, ecosystemOf) };
  };
  const results: Result[] = [];
  for (;;) {
    const before = await look();
    const target = fixer
      .targets(before.findings)
      .find((one) => !results.some((result) => result.target === `${one.package} in ${one.manifest}`));
    if (target === undefined) return { results, left: before.findings.map(({ id }) => id) };
    const plan = await fixer.plan(target, 'plan', workspace, planTools);
    const result: Result = {
      target: `${target.package} in ${target.manifest}`,
      refuted: [],
      rejected: plan.rejected.map(({ how, because }) => `${how}: ${because}`),
    };
    results.push(result);
    for (const candidate of plan.candidates) {
      const start = await workspace.snapshot();
      const attempt = await fixer.fix(plan, candidate, workspace, planTools);
      const verdict = judge(
        attempt,
        candidate,
        target,
        before,
        await look(),
        (id) => ecosystemOf(id)?.versions,
      );
      const changes = candidate.changes.map(
        ({ name, from, to, file, within }) =>
          `${file}: ${[...(within ?? []), name].join(' > ')} ${from === undefined ? '' : `${from} -> `}${to}`,
      );
      if (verdict.verdict === 'verified') {
        const end = await workspace.snapshot();
        Object.assign(result, { how: candidate.how, changes, why: candidate.why, diff: diff(start, end) });
        break;
      }
      result.refuted.push(`${candidate.how} (${changes.join(', ')}): ${verdict.because}`);
      await workspace.restore(start);
    }
  }
}

/** The files of a case, by their path in the repository. */
export function readFiles(folder: string): Record<string, string> {
  const names = new Set(['package.json', 'package-lock.json', 'npm-shrinkwrap.json', '.npmrc']);
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && names.has(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );
}

export function parseVulnerable(text: string): AdvisoryIndex {
  const known = new Map<string, Advisory[]>();
  for (const line of text.trim().split('\n')) {
    const [id, name, introduced, fixed, kind] = line.trim().split(/\s+/) as [
      string,
      string,
      string,
      string,
      string?,
    ];
    const range = { introduced, ...(fixed === '-' ? {} : { fixed }) };
    const same = known.get(name)?.find((advisory) => advisory.id === id);
    if (same !== undefined) same.ranges.push(range);
    else
      known.set(name, [
        ...(known.get(name) ?? []),
        {
          id,
          aliases: [],
          title: `Something bad in ${name}`,
          severity: 'high',
          cwes: [],
          ranges: [range],
          versions: [],
          ...(kind === 'malicious' ? { malicious: true } : {}),
        },
      ]);
  }
  return {
    about: { builtAt: '', newest: '', advisories: known.size, packages: known.size, sources: [] },
    lookup: (_, name) => known.get(name) ?? [],
  };
}

/** A workspace without a disk, that can go back to where it was. */
function memoryWorkspace(start: Record<string, string>): Workspace & {
  snapshot(): Promise<Map<string, string>>;
  restore(to: Map<string, string>): Promise<void>;
} {
  const now = new Map(Object.entries(start));
  return {
    root: '/nowhere',
    list: async () => [...now.keys()].sort(),
    read: async (path) => now.get(path),
    async write(path, text) {
      if (text === null) now.delete(path);
      else now.set(path, text);
    },
    edits: async () =>
      [...now].filter(([path, text]) => start[path] !== text).map(([path, after]) => ({ path, after })),
    async reset() {
      now.clear();
      for (const [path, text] of Object.entries(start)) now.set(path, text);
    },
    snapshot: async () => new Map(now),
    async restore(to) {
      now.clear();
      for (const [path, text] of to) now.set(path, text);
    },
    async [Symbol.asyncDispose]() {},
  };
}

function diff(before: Map<string, string>, after: Map<string, string>): Record<string, string[]> {
  const changed: Record<string, string[]> = {};
  for (const [path, text] of after) {
    if (text === before.get(path)) continue;
    const [old, next] = [(before.get(path) ?? '').split('\n'), text.split('\n')];
    changed[path] = [
      ...subtract(old, next).map((line) => `- ${line.trim()}`),
      ...subtract(next, old).map((line) => `+ ${line.trim()}`),
    ].filter((line) => !line.includes('"integrity"'));
  }
  return changed;
}

/** Lines of `a` that `b` does not have, each as often as it is missing. */
function subtract(a: string[], b: string[]): string[] {
  const left = new Map<string, number>();
  for (const line of b) left.set(line, (left.get(line) ?? 0) + 1);
  return a.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
