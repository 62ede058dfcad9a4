/** Whether R's reader wants this path; installed packages (`renv/library`) are never read. */
export function claims(path: string): 'inventory' | undefined {
  if (/(^|\/)(renv\/(library|staging|sandbox)|packrat|node_modules)\//.test(path)) return undefined;
  return path.slice(path.lastIndexOf('/') + 1) === 'renv.lock' ? 'inventory' : undefined;
}
