/** Whether Hackage's reader wants this path; what cabal and stack build (`dist-newstyle`, `.stack-work`) is never read. */
export function claims(path: string): 'inventory' | 'context' | undefined {
  if (/(^|\/)(dist-newstyle|\.stack-work|node_modules)\//.test(path)) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'cabal.project.freeze' || name === 'stack.yaml.lock') return 'inventory';
  return name.endsWith('.cabal') && name !== '.cabal' ? 'context' : undefined;
}
