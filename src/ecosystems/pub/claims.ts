/** Whether Pub's reader wants this path; what Flutter generates (`.dart_tool`, plugin links) is never read. */
export function claims(path: string): 'inventory' | 'context' | undefined {
  if (/(^|\/)(\.dart_tool|\.symlinks|\.plugin_symlinks|node_modules)\//.test(path)) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'pubspec.lock') return 'inventory';
  return name === 'pubspec.yaml' ? 'context' : undefined;
}
