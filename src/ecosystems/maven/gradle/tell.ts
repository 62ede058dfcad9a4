import type { Problem } from '../../../domain/problem.ts';
import { notExact, type Stated } from '../stated.ts';

const remedy = 'Lock the dependencies: gradle dependencies --write-locks writes gradle.lockfile.';

/** What of a script or catalog could not be judged, of that which no file of resolved versions gives. */
export function tellUnknown(
  path: string,
  left: Stated[],
  unreadable: { what: string; line: number }[] = [],
): Problem[] {
  const ranges = left.filter(({ version, wanted }) => version === '' && wanted !== '');
  const problems = ranges.map(({ group, artifact, wanted, line }) =>
    notExact(path, `${group}:${artifact}`, wanted, line),
  );
  const bare = left
    .filter(({ wanted }) => wanted === '')
    .map(({ group, artifact, line }) => ({ what: `${group}:${artifact}`, line }));
  const unclear = [...bare, ...unreadable].sort((a, b) => a.line - b.line);
  const [first] = unclear;
  if (first === undefined) return problems;
  const few = unclear.slice(0, 3).map(({ what, line }) => `${what} (line ${line})`);
  const more = unclear.length > 3 ? ` and ${unclear.length - 3} more` : '';
  const total = left.length + unreadable.length;
  const message = `${path}: the versions of ${unclear.length} of ${total} dependencies are not written in it: ${few.join(', ')}${more}. They were not judged.`;
  return [...problems, { code: 'not-literal', message, path, line: first.line, remedy }];
}
