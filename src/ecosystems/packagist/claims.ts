/** Whether Composer's reader wants this path; installed packages (`vendor`) are never read. */
export function claims(path: string): 'inventory' | 'context' | undefined {
  if (/(^|\/)(vendor|node_modules)\//.test(path)) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'composer.lock') return 'inventory';
  return name === 'composer.json' ? 'context' : undefined;
}
