import type { Advisory } from '../../domain/advisory.ts';
import type { Entry } from '../entry.ts';
import { titleOf } from '../weakness.ts';
import { encodeAdvisory } from './record.ts';

/** What is kept of one entry within one ecosystem; advisories as text, about 200 bytes each. */
export interface Kept {
  id: string;
  aliases: string[];
  ecosystem: string;
  modified: string;
  /** Milliseconds of `modified`; 0 where it is absent or nonsense. */
  age: number;
  packages: KeptPackage[];
}

interface KeptPackage {
  name: string;
  /** Empty: made of CWE and package when read. */
  title: string;
  encode: ReturnType<typeof encodeAdvisory>;
}

/** Takes in all entries; the newest of each id and ecosystem stays, withdrawn ones are gone. */
export async function collect(entries: AsyncIterable<Entry> | Iterable<Entry>): Promise<Kept[]> {
  const kept = new Map<string, Kept>();
  const withdrawn = new Map<string, number>();
  for await (const entry of entries) {
    const age = Date.parse(entry.modified ?? '') || 0;
    if (entry.withdrawn) withdrawn.set(entry.id, Math.max(age, withdrawn.get(entry.id) ?? 0));
    else for (const part of byEcosystem(entry, age)) keepNewest(kept, part);
  }
  return [...kept.values()].filter(({ id, age }) => age > (withdrawn.get(id) ?? Number.NEGATIVE_INFINITY));
}

function byEcosystem({ id, aliases, modified = '', packages }: Entry, age: number): Kept[] {
  const groups = Map.groupBy(packages, ({ ecosystem }) => ecosystem);
  return [...groups].map(([ecosystem, found]) => ({
    ...{ id, aliases, modified, age, ecosystem },
    packages: found.map(({ name, advisory }) => keepPackage(name, advisory)),
  }));
}

function keepPackage(name: string, advisory: Advisory): KeptPackage {
  const made = titleOf(advisory.cwes, name, advisory.malicious);
  return { name, title: advisory.title === made ? '' : advisory.title, encode: encodeAdvisory(advisory) };
}

function keepNewest(kept: Map<string, Kept>, part: Kept): void {
  const key = `${part.ecosystem}\0${part.id}`;
  const before = kept.get(key);
  if (before === undefined || before.age <= part.age) kept.set(key, part);
}
