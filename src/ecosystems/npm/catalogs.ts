import { scanYaml } from './yaml/scan.ts';

/** Ranges that several `package.json` share: they write `catalog:` or `catalog:<name>` in place of a range. */
export interface Catalogs {
  /** The file that holds them. */
  file: string;
  ranges: Map<string, { wanted: string; line?: number }>;
}

/** The range that a dependency's `catalog:` stands for. */
export function rangeOf(catalogs: Catalogs | undefined, name: string, wanted: string) {
  if (catalogs === undefined || !wanted.startsWith('catalog:')) return undefined;
  return catalogs.ranges.get(catalogKey(wanted.slice('catalog:'.length).trim() || 'default', name));
}

/**
 * Reads the catalogs of a `pnpm-workspace.yaml` (https://pnpm.io/catalogs) or of a `.yarnrc.yml`, which has the same
 * shape (https://yarnpkg.com/features/catalogs).
 */
export function readCatalogs(file: string, text: string): Catalogs {
  const ranges: Catalogs['ranges'] = new Map();
  scanYaml(text, (path, wanted, line) => {
    const [section, first, second] = path;
    if (wanted === '') return;
    if (section === 'catalog' && path.length === 2)
      ranges.set(catalogKey('default', first!), { wanted, line });
    if (section === 'catalogs' && path.length === 3)
      ranges.set(catalogKey(first!, second!), { wanted, line });
  });
  return { file, ranges };
}

/** Where a range stands in `ranges`. */
export function catalogKey(catalog: string, name: string): string {
  return `${catalog}\0${name}`;
}
