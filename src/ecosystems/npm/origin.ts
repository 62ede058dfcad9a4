import type { Origin } from '../../domain/inventory.ts';

/**
 * Where a package comes from, by the `resolved` of its lockfile entry. `url` is a tarball at an address that no
 * registry is known to use: whether it is a registry's is told by what its dependents ask for (`connect.ts`).
 */
export function originOf(resolved: unknown): Origin | 'url' {
  // npm leaves `resolved` out with `omit-lockfile-registry-resolved`, and old versions did so by accident.
  if (typeof resolved !== 'string') return 'registry';
  if (resolved.startsWith('file:')) return isTarball(resolved) ? 'tarball' : 'local';
  if (isGit(resolved)) return 'git';
  // Every registry but GitHub's and a few proxies serves `<name>/-/<file>.tgz`.
  if (/^https?:/.test(resolved)) return resolved.includes('/-/') ? 'registry' : 'url';
  return 'registry';
}

/** Whether a wanted version or a `resolved` points at a git repository, short forms of hosts included. */
export function isGit(spec: string): boolean {
  return (
    /^(git[+:@]|(github|gitlab|bitbucket|gist):|ssh:)/.test(spec) ||
    /^https?:[^#]*\.git(#|$)/.test(spec) ||
    /^[^@/:\s]+\/[^@/:\s]+(#.*)?$/.test(spec)
  );
}

/** Whether a wanted version names an address of a tarball. */
export function isUrl(spec: string): boolean {
  return /^https?:/.test(spec) && !isGit(spec);
}

export function isTarball(spec: string): boolean {
  return /\.(tgz|tar|tar\.gz)$/.test(spec);
}

/** `npm:lodash@^4` → lodash and `^4`; anything else has no name of its own. */
export function splitAlias(spec: string): { name?: string; rest: string } {
  if (!spec.startsWith('npm:')) return { rest: spec };
  const at = spec.lastIndexOf('@');
  return at > 'npm:'.length
    ? { name: spec.slice('npm:'.length, at), rest: spec.slice(at + 1) }
    : { name: spec.slice('npm:'.length), rest: '' };
}
