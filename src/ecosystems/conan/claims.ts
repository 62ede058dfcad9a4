/** Whether Conan's reader wants this path. */
export function claims(path: string): 'inventory' | 'context' | undefined {
  if (/(^|\/)node_modules\//.test(path)) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'conan.lock') return 'inventory';
  return name === 'conanfile.txt' || name === 'conanfile.py' ? 'context' : undefined;
}
