import { posix } from 'node:path';
import type { Dependency, Scope } from '../../../domain/inventory.ts';
import type { Problem } from '../../../domain/problem.ts';
import { maxStated } from '../stated.ts';
import { scopeOf } from './scope.ts';

/**
 * Reads `gradle.lockfile`, `buildscript-gradle.lockfile` or `settings-gradle.lockfile`
 * (https://docs.gradle.org/current/userguide/dependency_locking.html): `group:artifact:version=configuration,…` a line.
 * Before Gradle 6.4 each configuration had a file of its own, named after it, whose lines have no `=`.
 */
export function readGradleLockfile(
  path: string,
  text: string,
): { packages: Dependency[]; problems: Problem[] } {
  const build = /(?:buildscript|settings)-gradle\.lockfile$/.test(path);
  const single = /\/dependency-locks\/(.+)\.lockfile$/.exec(path)?.[1];
  const packages = new Map<string, Dependency>();
  const problems: Problem[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith('empty=')) continue;
    const found = /^([^:=\s]+):([^:=\s]+):([^:=\s]+)(?:=(\S*))?$/.exec(line);
    if (found === null) {
      problems.push(malformed(path, line, index + 1));
      continue;
    }
    const [, group, artifact, version, configurations = single ?? ''] = found;
    const location = `${group}:${artifact}:${version}`;
    packages.set(location, {
      name: `${group}:${artifact}`,
      version: version!,
      scope: build ? 'build' : strongest(configurations.split(',')),
      origin: 'registry',
      declared: [],
      requiredBy: [],
      location,
      line: index + 1,
    });
    if (packages.size >= maxStated) break;
  }
  return { packages: [...packages.values()], problems };
}

const order: Scope[] = ['runtime', 'build', 'dev', 'test'];

function strongest(configurations: string[]): Scope {
  const scopes = new Set(configurations.map(scopeOf));
  return order.find((scope) => scopes.has(scope)) ?? 'runtime';
}

function malformed(path: string, line: string, at: number): Problem {
  const message = `${posix.basename(path)} has a line that is no "group:artifact:version=configurations": "${line.slice(0, 60)}". It was left out.`;
  const remedy = 'Run gradle dependencies --write-locks and commit the result.';
  return { code: 'lockfile-line-invalid', message, path, line: at, remedy };
}
