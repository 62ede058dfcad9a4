import type { Requirement } from './lockfile.ts';
import { scanYaml } from './yaml/scan.ts';

/** What stands in a `pnpm-lock.yaml`, before it is interpreted. */
export interface PnpmFile {
  /** `lockfileVersion`, empty where there is none. */
  version: string;
  packages: Map<string, PnpmPackage>;
  snapshots: Map<string, PnpmPackage>;
  importers: Map<string, PnpmImporter>;
  /** First line that was not understood. */
  unclear?: number;
}

export interface PnpmPackage {
  line: number;
  /** Only where the key does not hold them. */
  name?: string;
  version?: string;
  /** As a flow mapping, or what pnpm 5 and before wrote over several lines. */
  resolution: string | Map<string, string>;
  dev: boolean;
  optional: boolean;
  requires: Requirement[];
}

export interface PnpmImporter {
  line: number;
  /** Name → what it is resolved to. */
  sections: Sections;
  specifiers: Map<string, string>;
}

export type Sections = Record<(typeof sectionNames)[number], Map<string, string>>;

const sectionNames = [
  'dependencies',
  'optionalDependencies',
  'devDependencies',
  'packageManagerDependencies',
  'configDependencies',
] as const;

/** Reads the parts of a `pnpm-lock.yaml` that say what is installed and why. */
export function scanPnpm(text: string): PnpmFile {
  const file: PnpmFile = { version: '', packages: new Map(), snapshots: new Map(), importers: new Map() };
  let entry: PnpmPackage | undefined;
  let importer: PnpmImporter | undefined;
  const unclear = scanYaml(text, (path, value, line) => {
    const [section, key] = path;
    if (section === 'packages' || section === 'snapshots') {
      if (path.length === 2) entry = open(file[section], key!, () => makePackage(line));
      else if (entry !== undefined) readPackage(entry, path, value);
    } else if (section === 'importers') {
      if (path.length === 2) importer = open(file.importers, key!, () => makeImporter(line));
      else if (importer !== undefined) readImporter(importer, path.slice(2), value);
    } else if (section === 'lockfileVersion' && path.length === 1) {
      file.version = value;
    } else if (path.length > 1) {
      // A project without workspaces, until version 6.
      if (isSection(section!) || section === 'specifiers')
        readImporter(
          open(file.importers, '.', () => makeImporter(line)),
          path,
          value,
        );
    }
  });
  return unclear === undefined ? file : { ...file, unclear };
}

/** The same key stands in both documents of pnpm 11 and later. */
function open<T>(entries: Map<string, T>, key: string, make: () => T): T {
  const known = entries.get(key);
  if (known !== undefined) return known;
  const made = make();
  entries.set(key, made);
  return made;
}

function makePackage(line: number): PnpmPackage {
  return { line, resolution: '', dev: false, optional: false, requires: [] };
}

function makeImporter(line: number): PnpmImporter {
  const sections = Object.fromEntries(sectionNames.map((name) => [name, new Map()])) as Sections;
  return { line, sections, specifiers: new Map() };
}

function readPackage(entry: PnpmPackage, path: readonly string[], value: string): void {
  const [, , field, name] = path;
  if (path.length === 3) {
    if (field === 'name' || field === 'version') entry[field] = value;
    else if (field === 'dev' || field === 'optional') entry[field] = value === 'true';
    else if (field === 'resolution') entry.resolution = value === '' ? new Map() : value;
  } else if (path.length === 4) {
    if (field === 'dependencies') entry.requires.push({ name: name!, wanted: value });
    else if (field === 'optionalDependencies')
      entry.requires.push({ name: name!, wanted: value, optional: true });
    else if (field === 'resolution' && typeof entry.resolution !== 'string')
      entry.resolution.set(name!, value);
  }
}

/** `section: {name: version}` until version 5, `section: {name: {specifier, version}}` since. */
function readImporter({ sections, specifiers }: PnpmImporter, path: readonly string[], value: string): void {
  const [section, name, field] = path;
  if (name === undefined || value === '') return;
  if (section === 'specifiers' || field === 'specifier') specifiers.set(name, value);
  else if (isSection(section!) && (field === undefined || field === 'version'))
    sections[section].set(name, value);
}

function isSection(name: string): name is keyof Sections {
  return (sectionNames as readonly string[]).includes(name);
}
