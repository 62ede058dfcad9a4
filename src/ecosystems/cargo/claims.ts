/** Whether Cargo's reader wants this path; copies of other crates (`cargo vendor`) are never read. */
export function claims(path: string): 'inventory' | 'context' | undefined {
  if (/(^|\/)(vendor|node_modules)\//.test(path)) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'Cargo.lock') return 'inventory';
  return name === 'Cargo.toml' ? 'context' : undefined;
}
