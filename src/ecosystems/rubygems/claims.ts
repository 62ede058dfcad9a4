const lockfile = /^(Gemfile\.lock|gems\.locked|.+\.gemfile\.lock)$/;
const manifest = /^(Gemfile|gems\.rb|.+\.gemfile)$/;

/** Whether Bundler's reader wants this path; installed gems are never read. `x.gemfile` is what Appraisal writes. */
export function claims(path: string): 'inventory' | 'context' | undefined {
  if (/(^|\/)(vendor\/(bundle|gems|cache)|node_modules)\//.test(path)) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (lockfile.test(name)) return 'inventory';
  return manifest.test(name) ? 'context' : undefined;
}
