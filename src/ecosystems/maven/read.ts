import { posix } from 'node:path';
import type { Inventory } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import type { ReadFiles } from '../ecosystem.ts';
import { capped, readText } from '../read-text.ts';
import { type Kind, kindOf } from './claims.ts';
import { manifestOf, type Stated } from './stated.ts';

/** Reads the build files and lockfiles among `paths`. Each tool's reader is loaded where the repository has its files. */
export async function read(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const inventory: Inventory = { manifests: [], problems: [] };
  const add = ({ manifests, problems }: Inventory) => {
    inventory.manifests.push(...manifests);
    inventory.problems.push(...problems);
  };
  const sorted = paths.toSorted();
  const kinds = new Set(sorted.map(kindOf));
  const has = (start: string) => [...kinds].some((kind) => kind?.startsWith(start));
  if (has('pom')) add(await (await import('./pom/read.ts')).readPoms(files, sorted));
  if (has('gradle')) add(await (await import('./gradle/read.ts')).readGradle(files, sorted));
  if (has('ivy')) add(await readEach(files, sorted, 'ivy', (await import('./ivy.ts')).readIvy));
  if (has('leiningen')) {
    const { readLeiningen } = await import('./leiningen.ts');
    add(await readEach(files, sorted, 'leiningen', readLeiningen));
  }
  if (has('sbt')) add(await readSbtBuilds(files, sorted));
  inventory.manifests.sort((a, b) => (a.path < b.path ? -1 : 1));
  return inventory;
}

type Reader = (path: string, text: string) => { stated?: Stated[]; problems: Problem[] };

async function readEach(files: ReadFiles, paths: string[], kind: Kind, reader: Reader): Promise<Inventory> {
  const inventory: Inventory = { manifests: [], problems: [] };
  for (const path of paths.filter((one) => kindOf(one) === kind)) {
    const text = await readText(files, path, inventory.problems);
    if (text === undefined) continue;
    const { stated, problems } = reader(path, text);
    inventory.problems.push(...capped(problems, path));
    if (stated !== undefined) inventory.manifests.push(manifestOf(path, stated));
  }
  return inventory;
}

/** A build's Scala version stands in its `build.sbt`, and counts for `project/Dependencies.scala` as well. */
async function readSbtBuilds(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const { readSbt, scalaVersionIn } = await import('./sbt.ts');
  const scala = new Map<string, string | undefined>();
  for (const path of paths.filter((one) => posix.basename(one) === 'build.sbt')) {
    const text = await readText(files, path, []);
    if (text !== undefined) scala.set(posix.dirname(path), scalaVersionIn(text));
  }
  const versionFor = (path: string) => {
    for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
      const found = scala.get(folder);
      if (found !== undefined || folder === '.') return found;
    }
  };
  const inventory = await readEach(files, paths, 'sbt', (path, text) =>
    readSbt(path, text, versionFor(path)),
  );
  // Most files of a build declare no dependency at all.
  inventory.manifests = inventory.manifests.filter(({ packages }) => packages.length > 0);
  return inventory;
}
