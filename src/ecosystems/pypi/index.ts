import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { normaliseName } from './name.ts';
import { versions } from './versions.ts';

/**
 * Python: the Python Package Index, and the files of pip, uv, Poetry, PDM, Pipenv, setuptools and conda's pip. Readers
 * are loaded when a repository has something for them.
 */
export const pypi: Ecosystem = {
  id: 'PyPI',
  versions,
  normalise: normaliseName,
  claims,
  read: async (files, paths) => (await import('./read.ts')).read(files, paths),
};
