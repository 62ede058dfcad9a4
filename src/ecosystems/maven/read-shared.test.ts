import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maven } from './index.ts';

const shared = process.env.SUTURE_TEST_SHARED;
const why = shared === undefined ? ' (skipped: SUTURE_TEST_SHARED is not set)' : '';

interface Case {
  extractor: string;
  file: string;
  wantError: boolean;
  packages: { name: string; version?: string; line?: number }[] | null;
}

/** What each kind of case is called in a repository. */
const names: Record<string, string> = {
  'java/pomxml': 'pom.xml',
  'java/gradlelockfile': 'gradle.lockfile',
  'java/gradleverificationmetadataxml': 'gradle/verification-metadata.xml',
  'java/gradleversioncatalog': 'gradle/libs.versions.toml',
};

/** Where ours differs, and is right. */
const ours: Record<string, string[]> = {
  // A range says what may be taken, not what was: Maven takes the newest of it, the case the oldest.
  'interpolation.xml': ['org.mine:my.package@2.3.4', 'org.mine:mypackage@1.0.0', 'org.mine:ranged-package@'],
  // Its parent, which has org.dave:dave, is not among the files; a Problem says so.
  'with-parent.xml': [
    'org.alice:alice@1.0.0',
    'org.bob:bob@2.0.0',
    'org.chuck:chuck@3.0.0',
    'org.frank:frank@',
  ],
  // The same artifact as another type is another file, and nothing says that it is less vulnerable: we give both.
  'explicit-jar.xml': ['com.example:my-lib@1.0.0', 'org.different:my-lib@1.0.0'],
  // A component without a name, a group or a version is no package; Problems say so.
  'missing-attribute.xml': [],
};

/** Lines that are another's on purpose: of several entries of one name we give the one that counts, the last. */
const otherLines = new Set(['ambiguous-interpolation.xml', 'explicit-jar.xml', 'with-parent.xml']);

describe.skipIf(shared === undefined)(`independent cases and real applications${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'suture-maven-'));
  beforeAll(() => {
    for (const name of ['extractors', 'apps', 'history-fixes'])
      execFileSync('tar', ['-xzf', join(shared!, 'oracles', `${name}.tar.gz`), '-C', folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds what the independent cases expect', async () => {
    const all = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as Case[];
    const cases = all.filter(({ extractor }) => names[extractor] !== undefined);
    expect(cases.length).toBeGreaterThan(15);
    for (const { extractor, file, wantError, packages } of cases) {
      const text = readFileSync(join(folder, 'files', file), 'utf8');
      const { manifests, problems } = await readFiles({ [names[extractor]!]: text });
      const found = manifests.flatMap((manifest) => manifest.packages);
      if (wantError) {
        expect(found, file).toEqual([]);
        expect(
          problems.map(({ harmless }) => harmless),
          file,
        ).toEqual([undefined]);
        continue;
      }
      const expected = packages!.map((p) => `${p.name}@${p.version ?? ''}`);
      const base = posix.basename(file);
      expect(distinct(found.map((p) => `${p.name}@${p.version}`)), file).toEqual(
        ours[base] ?? distinct(expected),
      );
      if (otherLines.has(base)) continue;
      for (const { name, version, line } of packages!) {
        const same = found.filter(
          (p) => p.name === name && (p.version === version || ours[base] !== undefined),
        );
        if (line !== undefined)
          expect(
            same.map((p) => p.line),
            `${file} ${name}`,
          ).toContain(line);
      }
    }
  });

  // As many as each file has <dependency> elements of its own, and of those as many as have no version in it; their parent, Spring Boot's, is in no repository.
  it.each([
    ['WebGoat/HEAD', 46, 23],
    ['spring-petclinic/HEAD', 24, 21],
  ])('reads %s, and tells what it cannot know', async (app, count, unknown) => {
    const text = readFileSync(join(folder, app, 'pom.xml'), 'utf8');
    const { manifests, problems } = await readFiles({ 'pom.xml': text });
    const { packages } = manifests[0]!;
    expect(packages).toHaveLength(count);
    expect(packages.filter(({ version }) => version === '')).toHaveLength(unknown);
    expect(problems.filter(({ harmless }) => !harmless).map(({ code }) => code)).toEqual([
      'parent-unreachable',
    ]);
    expect(problems.find(({ code }) => code === 'parent-unreachable')?.message).toContain(
      `${unknown} of ${count} dependencies have no known version`,
    );
  });

  it('has no upgrade of these build tools among the histories', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const ofHistory = files.filter((path) => /^[A-Za-z]+-\d+\/(?:before|after)\//.test(path));
    expect(ofHistory.length).toBeGreaterThan(100);
    expect(ofHistory.filter((path) => maven.claims(path) !== undefined)).toEqual([]);
  });
});

function readFiles(files: Record<string, string>) {
  return maven.read({ read: async (path) => files[path] }, Object.keys(files));
}

function distinct(keys: string[]): string[] {
  return [...new Set(keys)].sort();
}
