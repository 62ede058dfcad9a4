/**
 * The address of a package as OSV spells it: `github.com/apple/swift-nio`, without scheme, user and `.git`, the host in
 * lower case. Takes the short form of SSH (`git@github.com:apple/swift-nio.git`) too.
 */
export function normalise(name: string): string {
  const plain = name
    .trim()
    .replace(/^(?:[a-z][a-z0-9+.-]*:\/\/)+/i, '')
    .replace(/^(?:[^/@\s]*@)+/, '');
  const path = trimEnd(plain.replace(/^([^/:]+):(?:\d+(?=\/))?\/*/, '$1/'));
  const slash = path.indexOf('/');
  const host = path.slice(0, slash < 0 ? 0 : slash);
  return host.includes('.') ? host.toLowerCase() + path.slice(slash) : path;
}

function trimEnd(path: string): string {
  let end = path.length;
  for (;;) {
    if (path[end - 1] === '/' || path[end - 1] === ' ') end--;
    else if (path.slice(0, end).endsWith('.git') && end > 4) end -= 4;
    else return path.slice(0, end).trim();
  }
}
