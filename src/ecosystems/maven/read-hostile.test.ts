import { expect, it } from 'vitest';
import type { Inventory } from '../../domain/inventory.ts';
import { maven } from './index.ts';

const codes = ({ problems }: Inventory) => problems.map(({ code }) => code);

/** Inputs too large to keep as files. Each ends in a second or two, or the test runner's own limit stops it. */
const cases: [name: string, files: () => Record<string, string>, check: (inventory: Inventory) => void][] = [
  [
    'elements in elements',
    () => ({ 'pom.xml': '<project>'.repeat(100_000) }),
    (inventory) => expect(codes(inventory)).toEqual(['xml-invalid']),
  ],
  [
    'properties that multiply each other',
    () => {
      const steps = Array.from(
        { length: 60 },
        (_, i) => `<p${i}>\${p${i + 1}}\${p${i + 1}}\${p${i + 1}}</p${i}>`,
      );
      const one = `<dependency><groupId>a</groupId><artifactId>b</artifactId><version>\${p0}</version></dependency>`;
      return {
        'pom.xml': `<project><properties>${steps.join('')}<p60>x</p60></properties><dependencies>${one}</dependencies></project>`,
      };
    },
    ({ manifests }) => expect(manifests[0]?.packages.map(({ version }) => version)).toEqual(['']),
  ],
  [
    'a parent of its own parents',
    () => {
      const pom = (name: string, parent: string) =>
        `<project><parent><groupId>g</groupId><artifactId>${parent}</artifactId><version>1</version><relativePath>../${parent}</relativePath></parent><groupId>g</groupId><artifactId>${name}</artifactId><version>1</version></project>`;
      return { 'a/pom.xml': pom('a', 'b'), 'b/pom.xml': pom('b', 'c'), 'c/pom.xml': pom('c', 'a') };
    },
    (inventory) => expect(codes(inventory)).toEqual(['parent-cyclic', 'parent-cyclic', 'parent-cyclic']),
  ],
  [
    'imports in a circle',
    () => {
      const bom = (name: string, other: string) =>
        `<project><groupId>g</groupId><artifactId>${name}</artifactId><version>1</version><dependencyManagement><dependencies>${`<dependency><groupId>g</groupId><artifactId>${other}</artifactId><version>1</version><type>pom</type><scope>import</scope></dependency>`.repeat(50)}</dependencies></dependencyManagement></project>`;
      return { 'a/pom.xml': bom('a', 'b'), 'b/pom.xml': bom('b', 'c'), 'c/pom.xml': bom('c', 'a') };
    },
    ({ manifests }) => expect(manifests).toHaveLength(3),
  ],
  [
    'imports that multiply each other',
    () =>
      Object.fromEntries(
        Array.from({ length: 30 }, (_, i) => [
          `m${i}/pom.xml`,
          `<project><groupId>g</groupId><artifactId>m${i}</artifactId><version>1</version><dependencyManagement><dependencies>${`<dependency><groupId>g</groupId><artifactId>m${i + 1}</artifactId><version>1</version><type>pom</type><scope>import</scope></dependency>`.repeat(3)}</dependencies></dependencyManagement></project>`,
        ]),
      ),
    ({ manifests }) => expect(manifests).toHaveLength(30),
  ],
  [
    'many children of a huge parent',
    () => {
      const managed = Array.from(
        { length: 5000 },
        (_, i) =>
          `<dependency><groupId>g</groupId><artifactId>a${i}</artifactId><version>1</version></dependency>`,
      );
      const child =
        '<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent><artifactId>c</artifactId></project>';
      return {
        'pom.xml': `<project><groupId>g</groupId><artifactId>p</artifactId><version>1</version><dependencyManagement><dependencies>${managed.join('')}</dependencies></dependencyManagement></project>`,
        ...Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`c${i}/pom.xml`, child])),
      };
    },
    (inventory) => expect(codes(inventory)).toEqual(['too-many-packages']),
  ],
  [
    'a script of open quotes and brackets',
    () => ({
      'build.gradle': `dependencies {\n${'\\"\\"("\''.repeat(3_000_000)}`,
      'build.sbt': '"'.repeat(5_000_000),
    }),
    ({ manifests }) => expect(manifests).toEqual([]),
  ],
  [
    'blocks in blocks',
    () => ({ 'build.gradle': 'dependencies {'.repeat(50_000), 'project.clj': '['.repeat(500_000) }),
    (inventory) => expect(codes(inventory)).toContain('clojure-invalid'),
  ],
  [
    'a long lockfile of nonsense',
    () => ({ 'gradle.lockfile': 'a:b\n'.repeat(1_000_000) }),
    ({ problems }) => expect(problems).toHaveLength(51),
  ],
  [
    'deep and circular TOML',
    () => ({
      'gradle/libs.versions.toml': `a = ${'['.repeat(100_000)}`,
      'x/gradle/libs.versions.toml': '[libraries]\n__proto__ = "a.b:c:1"\n',
    }),
    ({ manifests }) => expect(manifests.flatMap(({ packages }) => packages)).toHaveLength(1),
  ],
  [
    'binary noise everywhere',
    () => {
      const noise = 'PK\u0003\u0004\0\ufffd'.repeat(10_000);
      const names = [
        'pom.xml',
        'ivy.xml',
        'build.gradle',
        'gradle.lockfile',
        'gradle/libs.versions.toml',
        'gradle/verification-metadata.xml',
        'build.sbt',
        'project.clj',
      ];
      return Object.fromEntries(names.map((name) => [name, noise]));
    },
    ({ manifests }) => expect(manifests.flatMap(({ packages }) => packages)).toEqual([]),
  ],
];

it.each(cases)('survives %s', async (_, files, check) => {
  const contents = files();
  check(await maven.read({ read: async (path) => contents[path] }, Object.keys(contents)));
});
