import { posix } from 'node:path';
import type { Inventory } from '../../domain/inventory.ts';
import type { ReadFiles } from '../ecosystem.ts';
import { capped, readText } from '../read-text.ts';
import { readPackageResolved } from './package-resolved.ts';
import { readPackageSwift } from './package-swift.ts';

/** Reads each `Package.resolved` among `paths`; the `Package.swift` beside it says what is direct. */
export async function read(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const inventory: Inventory = { manifests: [], problems: [] };
  const { manifests, problems } = inventory;
  const locks = paths.filter((path) => posix.basename(path) === 'Package.resolved').sort();
  for (const path of locks) {
    const text = await readText(files, path, problems);
    const { packages, problems: met } =
      text === undefined ? { problems: [] } : readPackageResolved(path, text);
    problems.push(...capped(met, path));
    if (packages === undefined) continue;
    manifests.push({ path, ecosystem: 'SwiftURL', packages });
    const file = posix.join(posix.dirname(path), 'Package.swift');
    const program = paths.includes(file) ? await readText(files, file, problems) : undefined;
    const byName = new Map(packages.map((p) => [p.name, p]));
    for (const { name, wanted, line } of program === undefined ? [] : readPackageSwift(program))
      byName.get(name)?.declared.push({ file, wanted, scope: 'runtime', line });
    if (packages.some(({ declared }) => declared.length > 0) || packages.length === 0) continue;
    const message = `No Package.swift beside ${path} declares its packages, as in projects of Xcode: which are direct is not known.`;
    problems.push({ code: 'direct-unknown', message, path, harmless: true });
  }
  for (const path of paths.filter((path) => posix.basename(path) === 'Package.swift').sort()) {
    if (paths.includes(posix.join(posix.dirname(path), 'Package.resolved'))) continue;
    const program = await readText(files, path, problems);
    const count = program === undefined ? 0 : readPackageSwift(program).length;
    if (count === 0) continue;
    const message = `${path} has no Package.resolved: which versions of its ${count} packages are built is not known.`;
    problems.push({
      code: 'lockfile-missing',
      message,
      path,
      remedy: 'Run swift package resolve and commit the result.',
    });
  }
  return inventory;
}
