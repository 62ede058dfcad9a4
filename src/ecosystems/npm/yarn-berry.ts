import { scanYaml } from './yaml/scan.ts';
import { makeEntry, type YarnEntry } from './yarn-entry.ts';

/**
 * Reads the entries of a `yarn.lock` of Yarn 2 and later (`__metadata` version 4 to 10). Their `dependencies` hold the
 * optional ones, too; `dependenciesMeta` says which those are. Peers are not followed: this Yarn installs none that
 * nobody else asks for.
 */
export function readBerry(text: string): { entries: YarnEntry[]; unclear?: number } {
  const entries: YarnEntry[] = [];
  let entry: YarnEntry | undefined;
  const unclear = scanYaml(text, (path, value, line) => {
    const [key, field, name, about] = path;
    if (path.length === 1) {
      entry = key === '__metadata' ? undefined : makeEntry(key!.split(/ *, */), line);
      if (entry !== undefined) entries.push(entry);
    } else if (entry !== undefined && path.length === 2) {
      if (field === 'version' || field === 'resolution') entry[field] = value;
    } else if (entry !== undefined && path.length === 3) {
      if (field === 'dependencies') entry.requires.push({ name: name!, wanted: value });
    } else if (
      entry !== undefined &&
      field === 'dependenciesMeta' &&
      about === 'optional' &&
      value === 'true'
    ) {
      const required = entry.requires.find((requirement) => requirement.name === name);
      if (required !== undefined) required.optional = true;
    }
  });
  return unclear === undefined ? { entries } : { entries, unclear };
}

/** Whether a `yarn.lock` is of Yarn 2 or later. */
export function isBerry(text: string): boolean {
  return text.startsWith('__metadata:') || text.includes('\n__metadata:');
}
