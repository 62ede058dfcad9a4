import type { Versioning } from '../../domain/version.ts';
import { compareVersions, isPlain } from './versions/compare.ts';
import { parseVersion } from './versions/parse.ts';
import { satisfies } from './versions/satisfies.ts';

/** Python's rules: PEP 440, now https://packaging.python.org/en/latest/specifications/version-specifiers/. */
export const versions: Versioning = { compare: compareVersions, satisfies, isStable };

/** Neither a pre-release nor a development release; post-releases are releases. */
function isStable(version: string): boolean {
  if (isPlain(version)) return true;
  const parsed = parseVersion(version);
  return parsed !== undefined && parsed.pre === undefined && parsed.dev === undefined;
}
