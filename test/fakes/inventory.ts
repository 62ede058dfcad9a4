import type { Advisory, AdvisoryIndex } from '../../src/domain/advisory.ts';
import type { Dependency, Inventory } from '../../src/domain/inventory.ts';

/**
 * An inventory of one manifest from lines such as `app > a@1.0.0 > b@2.0.0`: each line one chain from the root. The
 * word before `>` is only for reading. A version may repeat in several lines; equal name@version is one copy.
 */
export function inventoryOf(chains: string[], path = 'package-lock.json'): Inventory {
  const packages: Dependency[] = [];
  const indexOf = (label: string): number => {
    const at = label.lastIndexOf('@');
    const [name, version] = [label.slice(0, at), label.slice(at + 1)];
    const found = packages.findIndex((p) => p.name === name && p.version === version);
    if (found >= 0) return found;
    const location = `node_modules/${name}#${version}`;
    return (
      packages.push({
        name,
        version,
        scope: 'runtime',
        origin: 'registry',
        declared: [],
        requiredBy: [],
        location,
      }) - 1
    );
  };
  for (const chain of chains) {
    const indexes = chain.split(' > ').slice(1).map(indexOf);
    for (const [position, index] of indexes.entries()) {
      const current = packages[index]!;
      if (position === 0 && current.declared.length === 0) {
        current.declared.push({ file: 'package.json', wanted: `^${current.version}`, scope: 'runtime' });
      }
      if (position > 0 && !current.requiredBy.includes(indexes[position - 1]!)) {
        current.requiredBy.push(indexes[position - 1]!);
      }
    }
  }
  return { manifests: [{ path, ecosystem: 'npm', packages }], problems: [] };
}

/** An advisory of npm; what a case does not say is harmless. */
export function advisoryOf(id: string, more: Partial<Advisory> = {}): Advisory {
  return { id, aliases: [], title: id, severity: 'high', cwes: [], ranges: [], versions: [], ...more };
}

/** An index over advisories by package. */
export function indexOf(
  byPackage: Record<string, Advisory[]>,
  builtAt = '2026-01-01T00:00:00.000Z',
): AdvisoryIndex {
  const advisories = Object.values(byPackage).flat().length;
  return {
    about: { builtAt, newest: builtAt, advisories, packages: Object.keys(byPackage).length, sources: [] },
    lookup: (ecosystem, name) =>
      ecosystem === 'npm' && Object.hasOwn(byPackage, name) ? byPackage[name]! : [],
  };
}
