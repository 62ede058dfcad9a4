import type { Manuscript } from './declared.ts';
import { scopeOfGroup } from './lockfile.ts';
import { addTable } from './pyproject.ts';
import { linesOf } from './toml/lines.ts';
import { readToml } from './toml/read.ts';

/** Tables of a `Pipfile` that are none of packages. */
const others = new Set(['source', 'requires', 'scripts', 'pipenv', 'pipenv-sources']);

/** Reads what a `Pipfile` declares: `[packages]`, `[dev-packages]` and categories of its own. */
export async function readPipfile(path: string, content: string): Promise<Manuscript> {
  const { document, problems } = await readToml(path, content);
  const manuscript: Manuscript = { declares: [], problems };
  if (document === undefined) return manuscript;
  const lines = linesOf(document.text);
  for (const [category, table] of Object.entries(document.value)) {
    if (others.has(category)) continue;
    const scope = category === 'packages' ? 'runtime' : scopeOfGroup(category, 'optional');
    addTable(manuscript, path, table, scope, lines, category);
  }
  return manuscript;
}
