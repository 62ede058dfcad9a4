import type { Versioning } from '../../domain/version.ts';
import { compare, isStable } from './compare.ts';
import { inRange } from './range.ts';

/** Conan's rules for the order of versions, and its version ranges. */
export const versions: Versioning = { compare, satisfies: inRange, isStable };
