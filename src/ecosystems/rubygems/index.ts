import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { versions } from './versions.ts';

/** Packages of rubygems.org, and the files of Ruby's Bundler. Reading is loaded when it is needed. */
export const rubygems: Ecosystem = {
  id: 'RubyGems',
  versions,
  normalise: (name) => name,
  claims,
  read: async (...args) => (await import('./read.ts')).read(...args),
};
