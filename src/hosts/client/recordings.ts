import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * For tests: JSON that a real Bitbucket sent, from the directory that `SUTURE_TEST_SHARED` names. `skip` is the reason
 * to print where there is none.
 */
export function recordings(edition: 'cloud' | 'data-center'): {
  skip: string | undefined;
  read(name: string): unknown;
} {
  const root = process.env.SUTURE_TEST_SHARED;
  const directory = join(root ?? '', 'recordings', edition);
  const skip =
    root === undefined
      ? 'SUTURE_TEST_SHARED is not set: it names the directory with answers recorded from a real Bitbucket'
      : existsSync(directory)
        ? undefined
        : `${directory} does not exist`;
  return { skip, read: (name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) };
}
