/** Lockfiles of the tools that own a project. */
const toolLocks = new Set(['uv.lock', 'poetry.lock', 'pdm.lock', 'Pipfile.lock']);
/** Files that people write, of which a lockfile beside them says more. */
const manuscripts = new Set(['pyproject.toml', 'setup.cfg', 'Pipfile']);
/** Installed packages and virtual environments bring files of these names, and are nobody's project. */
const installed = /(^|\/)(site-packages|dist-packages|node_modules|\.venv|\.tox|\.nox)\//;

/** Whether the reader of Python's files wants this path. */
export function claims(path: string): 'inventory' | 'context' | undefined {
  const claim = claimOf(path);
  return claim !== undefined && installed.test(path) ? undefined : claim;
}

function claimOf(path: string): 'inventory' | 'context' | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (isLockfile(name) || isCondaEnvironment(name)) return 'inventory';
  if (isManuscript(name) || isConstraints(path)) return 'context';
  if (!isRequirements(path)) return undefined;
  return name.endsWith('.in') ? 'context' : 'inventory';
}

/** A tool's lockfile, `pylock.toml`, or `pylock.<name>.toml` with a name without dots, as PEP 751 has it. */
export function isLockfile(name: string): boolean {
  return isToolLock(name) || /^pylock\.([^.]+\.)?toml$/.test(name);
}

/** The lockfile of a tool that owns the project: there should be one only. */
export function isToolLock(name: string): boolean {
  return toolLocks.has(name);
}

export function isManuscript(name: string): boolean {
  return manuscripts.has(name);
}

export function isCondaEnvironment(name: string): boolean {
  return /^(environment([-_.][\w.-]+)?|conda([-_]env(ironment)?)?)\.ya?ml$/.test(name);
}

/** Files that bound versions (`pip -c`) and install nothing. */
export function isConstraints(path: string): boolean {
  return /(^|[-_./])constraints?([-_.][\w.-]*)?\.(txt|in)$/i.test(path);
}

/** `dev-requirements.txt`, `requirements_test.txt`, `reqs.txt`, whatever a folder `requirements` holds; also `.in`. */
export function isRequirements(path: string): boolean {
  return (
    /requirements[^/]*\.(txt|in)$/i.test(path) ||
    /(^|[-_./])(reqs?|requirement)([-_.][^/]*)?\.(txt|in)$/i.test(path) ||
    /(^|\/)requirements\/[^/]+\.(txt|in)$/i.test(path)
  );
}
