/**
 * The modules whose content a `go.sum` holds a hash of, as `path version`. The others (`version/go.mod`) were only
 * looked at to choose versions (https://go.dev/ref/mod#go-sum-files).
 */
export function contentOf(goSum: string): Set<string> {
  const modules = new Set<string>();
  for (const [, module, version] of goSum.matchAll(/^(\S+) (v[^\s/]+) h1:/gm))
    modules.add(`${module} ${version}`);
  return modules;
}
