/** Whether Go's reader wants this path; copies of other modules (`vendor`) are never read. */
export function claims(path: string): 'inventory' | 'context' | undefined {
  if (/(^|\/)(vendor|node_modules)\//.test(path)) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'go.mod') return 'inventory';
  return name === 'go.sum' || name === 'go.work' ? 'context' : undefined;
}
