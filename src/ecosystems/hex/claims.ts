/** Whether Hex's reader wants this path; fetched packages (`deps`) are never read. */
export function claims(path: string): 'inventory' | 'context' | undefined {
  if (/(^|\/)(deps|_build|node_modules)\//.test(path)) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'mix.lock') return 'inventory';
  return name === 'mix.exs' ? 'context' : undefined;
}
