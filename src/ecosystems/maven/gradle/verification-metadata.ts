import type { Dependency } from '../../../domain/inventory.ts';
import type { Problem } from '../../../domain/problem.ts';
import { pullXml } from '../../../lib/xml/pull.ts';
import { maxStated } from '../stated.ts';

/**
 * Reads `gradle/verification-metadata.xml`
 * (https://docs.gradle.org/current/userguide/dependency_verification.html): every artifact that a build may download,
 * with its checksums. It does not tell what for. A component of which only metadata was ever taken (a parent, a
 * platform, a version that lost to a newer one) is on no class path: `build`.
 */
export function readVerificationMetadata(
  path: string,
  text: string,
): { packages?: Dependency[]; problems: Problem[] } {
  const packages = new Map<string, Dependency>();
  const problems: Problem[] = [];
  let current: Dependency | undefined;
  let rooted = false;
  for (const event of pullXml(text)) {
    if (event.kind === 'broken') {
      problems.push(broken(path, event.reason, event.line));
      break;
    }
    if (event.kind !== 'open') continue;
    if (!rooted && event.name !== 'verification-metadata') {
      problems.push(broken(path, `its element is <${event.name.slice(0, 40)}>`, event.line));
      break;
    }
    rooted = true;
    if (event.name === 'component') {
      current = componentOf(event.attributes, event.line, packages);
      if (current === undefined) problems.push(nameless(path, event.line));
    } else if (event.name === 'artifact' && current !== undefined) {
      if (!/\.(?:pom|module)$/.test(event.attributes.get('name') ?? '')) current.scope = 'runtime';
    }
    if (packages.size >= maxStated) break;
  }
  return rooted ? { packages: [...packages.values()], problems } : { problems };
}

/** Repeated components are one; Gradle does not write them. */
function componentOf(
  attributes: Map<string, string>,
  line: number,
  packages: Map<string, Dependency>,
): Dependency | undefined {
  const [group, name, version] = ['group', 'name', 'version'].map((key) => attributes.get(key)?.trim() ?? '');
  if (!group || !name || !version) return undefined;
  const location = `${group}:${name}:${version}`;
  const known = packages.get(location);
  if (known !== undefined) return known;
  const component: Dependency = {
    name: `${group}:${name}`,
    version,
    scope: 'build',
    origin: 'registry',
    declared: [],
    requiredBy: [],
    location,
    line,
  };
  packages.set(location, component);
  return component;
}

function broken(path: string, reason: string, line: number): Problem {
  const message = `${path} cannot be read from here on: ${reason}. What stands before was read.`;
  const remedy = 'Run gradle --write-verification-metadata sha256 and commit the result.';
  return { code: 'xml-invalid', message, path, line, remedy };
}

function nameless(path: string, line: number): Problem {
  const message = `${path} has a component without a group, a name or a version. It was left out.`;
  return { code: 'entry-invalid', message, path, line };
}
