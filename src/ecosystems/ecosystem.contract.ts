import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dependency, Inventory } from '../domain/inventory.ts';
import type { Problem } from '../domain/problem.ts';
import type { Ecosystem, ReadFiles } from './ecosystem.ts';

/** How an entry stands in its file: the part of the name that is written there, and over how many lines. */
export interface EntryShape {
  writtenAs(name: string): string;
  reach: number;
}

const oneLine: EntryShape = { writtenAs: (name) => name.split('/').at(-1)!, reach: 1 };

/**
 * What every ecosystem must do, shown on its own examples: `testdata/<case>/` holds a small repository each, and
 * `testdata/<case>.golden.txt` what is read from it. Call it from the ecosystem's `read.test.ts`.
 */
export function testEcosystem(ecosystem: Ecosystem, testdata: URL, entry: EntryShape = oneLine): void {
  const root = fileURLToPath(testdata);
  const cases = readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory());

  describe.each(cases)('%s', (name) => {
    const all = readTree(join(root, name));
    const claimed = [...all.keys()].filter((path) => ecosystem.claims(path) !== undefined);

    it('is read as its golden file says', async () => {
      const inventory = await ecosystem.read(filesOf(all), claimed);
      await expect(describeInventory(inventory)).toMatchFileSnapshot(join(root, `${name}.golden.txt`));
    });

    it('gives manifests that hold together', async () => {
      checkInventory(await ecosystem.read(filesOf(all), claimed), ecosystem, all, entry);
    });

    it('is read the same in any order of paths', async () => {
      const forwards = await ecosystem.read(filesOf(all), claimed);
      const backwards = await ecosystem.read(filesOf(all), claimed.toReversed());
      expect(backwards.manifests).toEqual(forwards.manifests);
    });

    it('is read the same with a byte order mark and Windows line ends', async () => {
      const windows = new Map(
        [...all].map(([path, text]) => [path, `\ufeff${text.replaceAll('\n', '\r\n')}`]),
      );
      expect(await ecosystem.read(filesOf(windows), claimed)).toEqual(
        await ecosystem.read(filesOf(all), claimed),
      );
    });

    it('ends in Problems, not in exceptions, when its files are cut or garbled anywhere', async () => {
      const damage = fc.record({
        path: fc.constantFrom(...claimed),
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        insert: fc.constantFrom('', '{', '"', ']', '\0', '\ufffd', '"__proto__":', '<<<<<<< a\n'),
        cut: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(damage, async ({ path, at, insert, cut }) => {
          const text = all.get(path)!;
          const place = Math.floor(text.length * at);
          const damaged = text.slice(0, place) + insert + (cut ? '' : text.slice(place));
          const files = new Map(all).set(path, damaged);
          const inventory = await ecosystem.read(filesOf(files), claimed);
          checkInventory(inventory, ecosystem, files, entry);
        }),
        { numRuns: 100 },
      );
    });
  });

  it('tells of files that cannot be opened', async () => {
    const path = [...readTree(join(root, cases[0]!)).keys()].find(
      (p) => ecosystem.claims(p) === 'inventory',
    )!;
    const closed: ReadFiles = { read: () => Promise.reject(new Error('no access')) };
    const { manifests, problems } = await ecosystem.read(closed, [path]);
    expect(manifests).toEqual([]);
    expect(problems.find((problem) => problem.path === path)?.message).toContain('no access');
  });

  it('reads nothing where nothing is', async () => {
    expect(await ecosystem.read(filesOf(new Map()), [])).toEqual({ manifests: [], problems: [] });
  });

  it('claims the same paths in any folder', () => {
    for (const path of cases.flatMap((name) => [...readTree(join(root, name)).keys()])) {
      const base = posix.basename(path);
      expect(ecosystem.claims(`deep/er/${base}`)).toBe(ecosystem.claims(base));
    }
    expect(ecosystem.claims('README.md')).toBeUndefined();
  });

  it('normalises names once and for all', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const once = ecosystem.normalise(name);
        expect(ecosystem.normalise(once)).toBe(once);
      }),
    );
  });
}

/** Everything that must be true of any inventory, however broken the files were. */
function checkInventory(
  { manifests, problems }: Inventory,
  ecosystem: Ecosystem,
  all: Map<string, string>,
  entry: EntryShape,
): void {
  expect(new Set(manifests.map((manifest) => manifest.path)).size).toBe(manifests.length);
  for (const manifest of manifests) {
    expect(manifest.ecosystem).toBe(ecosystem.id);
    const { packages } = manifest;
    expect(new Set(packages.map((p) => p.location)).size).toBe(packages.length);
    // A name may be written in another spelling than the one that it is known by.
    const lines = all
      .get(manifest.path)!
      .split('\n')
      .map((line) => `${line} ${ecosystem.normalise(line)}`);
    for (const [index, dependency] of packages.entries())
      checkDependency(dependency, index, packages, lines, entry);
  }
  for (const problem of problems) {
    expect(problem.code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(problem.message.length).toBeGreaterThan(10);
    expect(all.has(problem.path!), `${problem.path} is a file`).toBe(true);
  }
}

function checkDependency(
  dependency: Dependency,
  index: number,
  packages: Dependency[],
  lines: string[],
  { writtenAs, reach }: EntryShape,
): void {
  expect(dependency.name).not.toBe('');
  expect(dependency.requiredBy).not.toContain(index);
  expect(new Set(dependency.requiredBy).size).toBe(dependency.requiredBy.length);
  for (const dependent of dependency.requiredBy) expect(packages[dependent]).toBeDefined();
  for (const { file } of dependency.declared) expect(file).toMatch(/^(?!\/)(?!.*\.\.\/)/);
  if (dependency.line === undefined) return;
  const written = lines.slice(dependency.line - 1, dependency.line - 1 + reach).join('\n');
  const names = [dependency.alias ?? dependency.name, dependency.name].map(writtenAs);
  const found = names.find((name) => written.includes(name));
  expect(found, `line ${dependency.line} holds ${names.join(' or ')}: ${written}`).toBeDefined();
}

/** An inventory as text that people can check: one line a package, one a problem. */
export function describeInventory({ manifests, problems }: Inventory): string {
  return [
    ...manifests.flatMap(({ path, packages }) => [
      `${path}: ${packages.length} packages`,
      ...packages.map((p) => `  ${describeDependency(p, packages)}`),
    ]),
    ...problems.map(describeProblem),
    '',
  ].join('\n');
}

function describeDependency(p: Dependency, packages: Dependency[]): string {
  return [
    `${p.line ?? '-'}: ${p.location} = ${p.name}@${p.version}`,
    p.alias === undefined ? [] : `alias ${p.alias}`,
    `${p.scope} ${p.origin}`,
    p.declared.map((d) => `declared ${d.file}:${d.line ?? '-'} "${d.wanted}" ${d.scope}`),
    p.requiredBy.length > 0 ? `by ${p.requiredBy.map((i) => packages[i]!.location).join(', ')}` : [],
    p.licence === undefined ? [] : `licence ${p.licence}`,
  ]
    .flat()
    .join(' | ');
}

function describeProblem(problem: Problem): string {
  const place = `${problem.path ?? ''}${problem.line === undefined ? '' : `:${problem.line}`}`;
  return `! ${problem.code}${problem.harmless ? ' (harmless)' : ''} ${place}: ${problem.message}`;
}

function filesOf(files: Map<string, string>): ReadFiles {
  return { read: async (path) => files.get(path) };
}

function readTree(folder: string): Map<string, string> {
  expect(existsSync(folder)).toBe(true);
  return new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => statSync(join(folder, path)).isFile())
      .sort()
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
}
