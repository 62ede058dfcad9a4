/** A path as Data Center takes it apart. */
export function pathShape(path: string): object {
  const components = path === '' ? [] : path.split('/');
  const name = components.at(-1) ?? '';
  const [, extension] = /\.([^.]+)$/.exec(name) ?? [];
  return {
    components,
    parent: components.slice(0, -1).join('/'),
    name,
    ...(extension ? { extension } : {}),
    toString: path,
  };
}
