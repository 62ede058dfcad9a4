import { posix } from 'node:path';
import type { Dependency, Inventory, Scope } from '../../../domain/inventory.ts';
import type { ReadFiles } from '../../ecosystem.ts';
import { capped, readText } from '../../read-text.ts';
import { type Kind, kindOf } from '../claims.ts';
import { manifestOf, type Stated } from '../stated.ts';
import { type BuildScript, readBuildScript } from './build-script.ts';
import { readGradleLockfile } from './lockfile.ts';
import { scopeOf } from './scope.ts';
import { tellUnknown } from './tell.ts';
import { readVerificationMetadata } from './verification-metadata.ts';
import { type CatalogLibrary, readVersionCatalog } from './version-catalog.ts';

/**
 * Reads the files of Gradle. What was resolved goes before what is wanted: a dependency that a lockfile of its folder
 * lists is given there, with where it is declared; else one that the build's verification metadata lists is given
 * there; and only what neither has is given by the script or catalog that states it. Verification metadata does not
 * tell what is used where, and is not read where every script has a lockfile.
 */
export async function readGradle(files: ReadFiles, paths: string[]): Promise<Inventory> {
  const gradle: Gradle = {
    inventory: { manifests: [], problems: [] },
    files,
    locks: [],
    scripts: [],
    metadata: [],
  };
  const of = (kind: Kind) => paths.filter((path) => kindOf(path) === kind);
  await readLocks(gradle, of('gradle-lockfile'));
  await readScripts(gradle, of('gradle-build'), of('gradle-properties'), of('gradle-version-catalog'));
  await readMetadata(gradle, of('gradle-verification-metadata'));
  await readCatalogs(gradle, of('gradle-version-catalog'));
  for (const script of gradle.scripts) settleScript(gradle, script);
  return gradle.inventory;
}

interface Gradle {
  inventory: Inventory;
  files: ReadFiles;
  locks: Resolved[];
  scripts: Script[];
  metadata: Resolved[];
}

/** A file that says which versions were taken, and the folder whose builds it speaks of. */
interface Resolved {
  home: string;
  byName: Map<string, Dependency[]>;
}

interface Script extends BuildScript {
  path: string;
  home: string;
}

/** What lies in `gradle/` belongs to the folder above. */
function homeOf(path: string): string {
  const folder = posix.dirname(path);
  return posix.basename(folder) === 'gradle' ? posix.dirname(folder) : folder;
}

function isBelow(folder: string, home: string): boolean {
  return home === '.' || folder === home || folder.startsWith(`${home}/`);
}

/** Gradle before 6.4 has a file for each configuration: what several list is given once, by its most weighty one. */
async function readLocks({ inventory, files, locks }: Gradle, paths: string[]): Promise<void> {
  const weigh = (path: string) =>
    /\/(?:[a-zA-Z]*[rR]untimeClasspath)\.lockfile$/.test(path) && !/test/i.test(path) ? 0 : 1;
  for (const path of paths.toSorted((a, b) => weigh(a) - weigh(b) || (a < b ? -1 : 1))) {
    const text = await readText(files, path, inventory.problems);
    if (text === undefined) continue;
    const { packages, problems } = readGradleLockfile(path, text);
    inventory.problems.push(...capped(problems, path));
    const old = /(?:^|\/)gradle\/dependency-locks\/[^/]+$/.test(path);
    const home = old ? posix.dirname(posix.dirname(posix.dirname(path))) : posix.dirname(path);
    const seen = old ? locks.filter((lock) => lock.home === home) : [];
    const own = packages.filter(
      ({ name, version }) => !seen.some(({ byName }) => byName.get(name)?.some((p) => p.version === version)),
    );
    locks.push({ home, byName: indexByName(own) });
    inventory.manifests.push({ path, ecosystem: 'Maven', packages: own });
  }
}

function indexByName(packages: Dependency[]): Map<string, Dependency[]> {
  return Map.groupBy(packages, ({ name }) => name);
}

/** Outer folders first, and what lies in `gradle/` before the scripts that apply it: they see its constants. */
async function readScripts(
  gradle: Gradle,
  paths: string[],
  properties: string[],
  catalogs: string[],
): Promise<void> {
  const names = new Set(['libs', ...catalogs.map(catalogName)]);
  const { inventory, files, scripts } = gradle;
  const known = new Map<string, Map<string, string>>();
  for (const path of properties) {
    const text = (await readText(files, path, inventory.problems)) ?? '';
    const lines = [...text.matchAll(/^[ \t]*([\w.-]+)[ \t]*[=:][ \t]*(.*?)[ \t\r]*$/gm)];
    addAll(known, posix.dirname(path), new Map(lines.map(([, name, value]) => [name!, value!])));
  }
  const depth = (path: string) =>
    homeOf(path).split('/').length * 2 - Number(homeOf(path) !== posix.dirname(path));
  const main = (path: string) => Number(!/(?:^|\/)build\.gradle(?:\.kts)?$/.test(path));
  for (const path of paths.toSorted((a, b) => depth(a) - depth(b) || main(a) - main(b) || (a < b ? -1 : 1))) {
    const text = await readText(files, path, inventory.problems);
    if (text === undefined) continue;
    const home = homeOf(path);
    const script = readBuildScript(text, valuesFor(home, known), names);
    addAll(known, home, script.constants);
    scripts.push({ ...script, path, home });
  }
}

function addAll(known: Map<string, Map<string, string>>, folder: string, values: Map<string, string>): void {
  known.set(folder, new Map([...(known.get(folder) ?? []), ...values]));
}

function valuesFor(folder: string, known: Map<string, Map<string, string>>): Map<string, string> {
  const chain: Map<string, string>[] = [];
  for (let at = folder; ; at = posix.dirname(at)) {
    const own = known.get(at);
    if (own !== undefined) chain.unshift(own);
    if (at === '.') break;
  }
  return new Map(chain.flatMap((values) => [...values]));
}

async function readMetadata(gradle: Gradle, paths: string[]): Promise<void> {
  const { inventory, files, metadata, scripts, locks } = gradle;
  for (const path of paths) {
    const home = homeOf(path);
    const within = scripts.filter((script) => isBelow(script.home, home) && declaresSomething(script));
    if (within.length > 0 && within.every((script) => isLocked(script, locks))) {
      const message = `${path} was not read: every build script that it covers has a lockfile beside it, which says what is used.`;
      inventory.problems.push({ code: 'verification-metadata-ignored', message, path, harmless: true });
      continue;
    }
    const text = await readText(files, path, inventory.problems);
    if (text === undefined) continue;
    const { packages, problems } = readVerificationMetadata(path, text);
    inventory.problems.push(...capped(problems, path));
    if (packages === undefined) continue;
    metadata.push({ home, byName: indexByName(packages) });
    inventory.manifests.push({ path, ecosystem: 'Maven', packages });
  }
}

function declaresSomething({ stated, accessors }: Script): boolean {
  return stated.length > 0 || accessors.length > 0;
}

function isLocked({ home }: Script, locks: Resolved[]): boolean {
  return locks.some((lock) => lock.home === home);
}

async function readCatalogs(gradle: Gradle, paths: string[]): Promise<void> {
  const { inventory, files } = gradle;
  for (const path of paths) {
    const text = await readText(files, path, inventory.problems);
    if (text === undefined) continue;
    const { libraries, bundles, problems } = await readVersionCatalog(path, text);
    inventory.problems.push(...capped(problems, path));
    const uses = usesOf(path, bundles, gradle.scripts);
    const left = (libraries ?? []).filter((library) => !settleLibrary(gradle, path, library, uses));
    if (left.length > 0) inventory.manifests.push(manifestOf(path, left));
    inventory.problems.push(...capped(tellUnknown(path, left), path));
  }
}

/** `libs.versions.toml` is `libs` in scripts. */
function catalogName(path: string): string {
  return posix.basename(path, '.versions.toml');
}

type Uses = Map<string, { script: Script; configuration: string }[]>;

/** Who uses a library of the catalog, by its accessor; a bundle uses all of its own. */
function usesOf(path: string, bundles: Map<string, string[]>, scripts: Script[]): Uses {
  const prefix = `${catalogName(path)}.`;
  const home = homeOf(path);
  const uses: Uses = new Map();
  for (const script of scripts.filter((one) => isBelow(one.home, home)))
    for (const { name, configuration } of script.accessors) {
      if (!name.startsWith(prefix)) continue;
      const accessor = name.slice(prefix.length).replace(/\.(?:get|asProvider)$/, '');
      const bundle = accessor.startsWith('bundles.') ? bundles.get(accessor.slice(8)) : undefined;
      for (const one of (bundle ?? [accessor]).slice(0, 1000))
        uses.set(one, [...(uses.get(one)?.slice(0, 1000) ?? []), { script, configuration }]);
    }
  return uses;
}

/** @returns whether files that say what was resolved give it already. */
function settleLibrary(gradle: Gradle, path: string, library: CatalogLibrary, uses: Uses): boolean {
  const users = uses.get(library.accessor) ?? [];
  const scopes = users.map(({ configuration }) => scopeOf(configuration));
  library.scope = scopeOrder.find((scope) => scopes.includes(scope)) ?? library.scope;
  const homes = users.length > 0 ? users.map(({ script }) => script.home) : [homeOf(path)];
  const settled = homes.map((home) => attach(gradle, home, { ...library, file: path }));
  return settled.every((one) => one);
}

const scopeOrder: Scope[] = ['runtime', 'build', 'dev', 'test'];

function settleScript(gradle: Gradle, script: Script): void {
  const { inventory, locks } = gradle;
  const { path, home, stated, unreadable } = script;
  const left = stated.filter((one) => !attach(gradle, home, { ...one, file: path }));
  if (left.length > 0) inventory.manifests.push(manifestOf(path, left));
  const locked = isLocked(script, locks);
  const problems = tellUnknown(path, left, unreadable);
  inventory.problems.push(
    ...capped(problems, path).map((one) => (locked ? { ...one, harmless: true } : one)),
  );
}

/** Tells the packages that were resolved for this folder where they are declared. @returns whether there are any. */
function attach({ locks, metadata }: Gradle, home: string, one: Stated & { file: string }): boolean {
  const name = `${one.group}:${one.artifact}`;
  const near = locks.filter((lock) => lock.home === home).flatMap(({ byName }) => byName.get(name) ?? []);
  const locked = locks.some((lock) => lock.home === home);
  const listed = locked
    ? near
    : metadata.filter((file) => isBelow(home, file.home)).flatMap(({ byName }) => byName.get(name) ?? []);
  const exact = listed.filter(({ version }) => version === one.version);
  const { file, wanted, scope, line } = one;
  for (const dependency of exact.length > 0 ? exact : listed)
    if (
      dependency.declared.length < 1000 &&
      !dependency.declared.some((d) => d.file === file && d.line === line)
    )
      dependency.declared.push({ file, wanted, scope, line });
  return listed.length > 0;
}
