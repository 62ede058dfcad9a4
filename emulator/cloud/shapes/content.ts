import type { Repo } from '../../world.ts';
import { commitReference } from './commit.ts';
import { apiUrl } from './repository.ts';

/** A file of a commit. */
export function fileShape(
  repo: Repo,
  commit: string,
  file: { path: string; size: number },
  baseUrl: string,
): object {
  const path = escapePath(file.path);
  const self = `${apiUrl(repo, baseUrl)}/src/${commit}/${path}`;
  return {
    type: 'commit_file',
    path: file.path,
    escaped_path: path,
    mimetype: null,
    size: file.size,
    attributes: [],
    commit: commitReference(repo, commit, baseUrl),
    links: {
      self: { href: self },
      meta: { href: `${self}?format=meta` },
      history: { href: `${apiUrl(repo, baseUrl)}/filehistory/${commit}/${path}` },
    },
  };
}

/** A directory of a commit. */
export function directoryShape(repo: Repo, commit: string, path: string, baseUrl: string): object {
  const self = `${apiUrl(repo, baseUrl)}/src/${commit}/${path === '' ? '' : `${escapePath(path)}/`}`;
  return {
    type: 'commit_directory',
    path,
    commit: commitReference(repo, commit, baseUrl),
    links: { self: { href: self }, meta: { href: `${self}?format=meta` } },
  };
}

/** A path with its segments escaped, slashes kept. */
export function escapePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
