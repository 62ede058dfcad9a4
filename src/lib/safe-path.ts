/**
 * Whether a path from a repository is safe to take below a directory of ours: relative, with forward slashes, without
 * `.`, `..` or empty segments, and with nothing that some file system takes for `.git` (Windows: `GIT~1`, a trailing
 * dot or blank; as git's own `verify_path` guards against) or for another drive.
 */
export function isSafePath(path: string): boolean {
  if (path === '' || path.length > 4096 || /[\0\\]/.test(path) || /^[A-Za-z]:/.test(path)) return false;
  return path.split('/').every(isSafeSegment);
}

function isSafeSegment(segment: string): boolean {
  if (segment === '' || segment === '.' || segment === '..') return false;
  const folded = segment.toLowerCase().replace(/[\s.]+$/, '');
  // HFS+ ignores these code points inside a name.
  const plain = folded.replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '').split(':')[0];
  return plain !== '.git' && plain !== 'git~1';
}
