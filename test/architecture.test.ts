import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Who may import whom, besides itself; the table of ARCHITECTURE.md. A name is a folder of `src`, or one file of a
 * folder: its contract.
 */
const mayImport: Record<string, string[]> = {
  'src/domain': [],
  'src/lib': [],
  'src/config.ts': [],
  'src/hosts': ['src/domain', 'src/lib'],
  'src/advisories': ['src/domain', 'src/lib'],
  'src/workspace': ['src/domain', 'src/lib'],
  'src/ecosystems': ['src/domain', 'src/lib', 'src/workspace'],
  'src/fixers': ['src/domain', 'src/lib', 'src/workspace', 'src/ecosystems/ecosystem.ts'],
  'src/tasks': [
    'src/domain',
    'src/lib',
    'src/workspace',
    'src/hosts/host.ts',
    'src/hosts/error.ts',
    'src/ecosystems/ecosystem.ts',
    'src/ecosystems/read-inventory.ts',
    'src/fixers/fixer.ts',
  ],
  'src/store': ['src/domain', 'src/lib'],
  'src/engine': [
    'src/domain',
    'src/store/store.ts',
    'src/hosts/host.ts',
    'src/tasks/task.ts',
    'src/tasks/source.ts',
  ],
  'src/worker': ['src/domain', 'src/lib', 'src/tasks'],
  'src/server': ['src/domain', 'src/lib', 'src/engine', 'src/store/store.ts', 'src/hosts/host.ts'],
  'src/hands.ts': ['src'],
  'src/app.ts': ['src'],
  'src/main.ts': ['src'],
  'src/cli': ['src', 'emulator'],
  emulator: ['src/lib'],
};

/** Members of a family stand side by side and never import each other. */
const families: { folder: string; shared: string[] }[] = [
  { folder: 'src/hosts', shared: ['client'] },
  { folder: 'src/ecosystems', shared: [] },
  { folder: 'src/fixers', shared: [] },
];

const root = join(import.meta.dirname, '..');
const files = ['src', 'emulator'].flatMap((folder) => sources(join(root, folder)));
const imports = new Map(files.map((file) => [file, importsOf(file)]));

describe('architecture', () => {
  it('knows every folder', () => {
    expect(files.filter((file) => unitOf(file) === undefined)).toEqual([]);
    expect(Object.keys(mayImport).filter((unit) => !files.some((file) => isIn(file, unit)))).toEqual([]);
  });

  it('has no arrow that the table does not allow', () => {
    const wrong = arrows().filter(({ from, to }) => {
      const unit = unitOf(from)!;
      return !isIn(to, unit) && !mayImport[unit]!.some((allowed) => isIn(to, allowed));
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('keeps the members of a family apart', () => {
    const wrong = arrows().filter(({ from, to }) =>
      families.some(({ folder, shared }) => {
        const [a, b] = [memberOf(from, folder), memberOf(to, folder)];
        return a !== undefined && b !== undefined && a !== b && !shared.includes(b);
      }),
    );
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('has no cycle', () => {
    expect(findCycle()).toEqual([]);
  });
});

function arrows(): { from: string; to: string }[] {
  return files.flatMap((from) => imports.get(from)!.map((to) => ({ from, to })));
}

/** The longest name of the table that holds the file. */
function unitOf(file: string): string | undefined {
  return Object.keys(mayImport)
    .filter((unit) => isIn(file, unit))
    .sort((a, b) => b.length - a.length)[0];
}

function isIn(file: string, unit: string): boolean {
  return file === unit || file.startsWith(`${unit}/`);
}

function memberOf(file: string, folder: string): string | undefined {
  const [member, ...rest] = file.startsWith(`${folder}/`) ? file.slice(folder.length + 1).split('/') : [];
  return rest.length > 0 ? member : undefined;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && !/\.(test|contract)\.ts$/.test(entry.name),
    )
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !/\/(testdata|seeds)\//.test(file));
}

/** Files that a file imports, by any form of import; type imports count, for they are arrows too. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = text.matchAll(
    /(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+|new URL\(\s*)'(\.{1,2}\/[^']+)'/g,
  );
  return [...specifiers]
    .map(([, specifier]) => relative(root, join(root, dirname(file), specifier!)).replaceAll('\\', '/'))
    .filter((target) => target.endsWith('.ts'));
}

/** One cycle of value or type imports within the sources, as a list of files; empty when there is none. */
function findCycle(): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, path: string[]): string[] | undefined => {
    if (state.get(file) === 'done') return undefined;
    if (state.get(file) === 'open') return [...path.slice(path.indexOf(file)), file];
    state.set(file, 'open');
    for (const target of imports.get(file) ?? []) {
      const cycle = visit(target, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    state.set(file, 'done');
    return undefined;
  };
  for (const file of files) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return [];
}
