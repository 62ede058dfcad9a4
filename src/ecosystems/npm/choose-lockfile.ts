import { posix } from 'node:path';
import type { Problem } from '../../domain/problem.ts';
import { binaryLockfileName, type LockfileName, lockfileNames } from './claims.ts';
import { formats } from './formats.ts';
import type { PackageJson } from './package-json.ts';

/**
 * Which of the lockfiles in one folder counts: that of the package manager which `package.json` names, else npm's, then
 * pnpm's, Yarn's, bun's. The others are told of, never counted twice. Only where nothing names the package manager may
 * one that is not read be the one that is used.
 */
export function chooseLockfile(
  folder: string,
  names: ReadonlySet<string>,
  manifest: PackageJson | undefined,
): { chosen?: LockfileName; problems: Problem[] } {
  const found = lockfileNames.filter((name) => names.has(name));
  const tool = manifest?.packageManager;
  const named = found.find((name) => formats[name].tool === tool);
  const chosen = named ?? found[0];
  const problems = found
    .filter((name) => name !== chosen)
    .map((name) =>
      outranked(posix.join(folder, name), name, chosen!, named === undefined ? undefined : tool),
    );
  if (names.has(binaryLockfileName)) problems.push(binary(posix.join(folder, binaryLockfileName), chosen));
  return chosen === undefined ? { problems } : { chosen, problems };
}

function outranked(
  path: string,
  name: LockfileName,
  chosen: LockfileName,
  tool: string | undefined,
): Problem {
  const because = `${path} was not read: `;
  const same = formats[name].tool === formats[chosen].tool;
  if (same) return ignored(path, `${because}npm uses ${chosen} beside it.`, 'Remove one of the two.', true);
  if (tool !== undefined)
    return ignored(
      path,
      `${because}package.json names ${tool}, which uses ${chosen}.`,
      `Remove ${name}.`,
      true,
    );
  return ignored(
    path,
    `${because}${chosen} beside it was, and package.json does not name the package manager in use.`,
    'Remove one of the two, or name the package manager in package.json ("packageManager").',
    false,
  );
}

function ignored(path: string, message: string, remedy: string, harmless: boolean): Problem {
  return { code: 'lockfile-ignored', message, path, remedy, ...(harmless ? { harmless } : {}) };
}

function binary(path: string, chosen: string | undefined): Problem {
  const beside = chosen === undefined ? '' : `; ${chosen} beside it was read`;
  return {
    code: 'lockfile-unsupported',
    message: `${path} is a binary lockfile and was not read${beside}.`,
    path,
    remedy: 'Run bun install --save-text-lockfile --lockfile-only, commit bun.lock and remove bun.lockb.',
    ...(chosen === undefined ? {} : { harmless: true }),
  };
}
