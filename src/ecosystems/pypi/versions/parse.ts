/** The parts of a PEP 440 version. Numbers are digits without leading zeros: they may be longer than a number holds. */
export interface PythonVersion {
  epoch: string;
  release: string[];
  pre?: [phase: 'a' | 'b' | 'rc', number: string];
  post?: string;
  dev?: string;
  local?: string[];
}

/** As PEP 440's appendix B has it: alternative spellings, separators and an omitted number are allowed. */
const shape = new RegExp(
  [
    /^\s*v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)/,
    /(?:[-_.]?(?<phase>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>\d*))?/,
    /(?:-(?<implicitPost>\d+)|(?<post>[-_.]?(?:post|rev|r)[-_.]?(?<postNumber>\d*)))?/,
    /(?<dev>[-_.]?dev[-_.]?(?<devNumber>\d*))?/,
    /(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$/,
  ]
    .map((part) => part.source)
    .join(''),
  'i',
);

/** @returns `undefined` for what is no PEP 440 version. */
export function parseVersion(version: string): PythonVersion | undefined {
  const found = shape.exec(version)?.groups;
  if (found === undefined) return undefined;
  const { epoch, release, phase, preNumber, implicitPost, post, postNumber, dev, devNumber, local } = found;
  return {
    epoch: trimZeros(epoch ?? '0'),
    release: release!.split('.').map(trimZeros),
    ...(phase === undefined ? {} : { pre: [phaseOf(phase), trimZeros(preNumber || '0')] }),
    ...(implicitPost === undefined && post === undefined
      ? {}
      : { post: trimZeros(implicitPost ?? (postNumber || '0')) }),
    ...(dev === undefined ? {} : { dev: trimZeros(devNumber || '0') }),
    ...(local === undefined ? {} : { local: local.toLowerCase().split(/[-_.]/) }),
  };
}

function phaseOf(phase: string): 'a' | 'b' | 'rc' {
  const letter = phase[0]!.toLowerCase();
  return letter === 'a' || letter === 'b' ? letter : 'rc';
}

export function trimZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}
