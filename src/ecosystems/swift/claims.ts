/** Whether Swift's reader wants this path; checkouts of other packages (`.build`) are never read. */
export function claims(path: string): 'inventory' | 'context' | undefined {
  if (/(^|\/)(\.build|SourcePackages|node_modules)\//.test(path)) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'Package.resolved') return 'inventory';
  return name === 'Package.swift' ? 'context' : undefined;
}
