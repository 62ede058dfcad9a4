import { posix } from 'node:path';
import type { Problem } from '../../domain/problem.ts';
import type { ReadFiles } from '../ecosystem.ts';
import { isConstraints, isRequirements } from './claims.ts';
import type { Manuscript } from './declared.ts';
import type { Declared } from './lockfile.ts';
import { readPipfile } from './pipfile.ts';
import { readPyproject } from './pyproject.ts';
import { parseRequirements, type Requirements } from './requirements/parse.ts';
import type { Surroundings } from './requirements/read.ts';
import { readSetupCfg } from './setup-cfg.ts';

/** Problems of one file that are told one by one; a hostile file could have millions. */
const maxProblems = 50;

/** The files of a repository that people write, each read once however many need it. */
export interface Files extends Surroundings {
  /** The text of a file; one that may not be read is a Problem, a missing one is none. */
  text(path: string): Promise<string | undefined>;
  /** A `pyproject.toml`, `setup.cfg` or `Pipfile`. */
  manuscript(path: string): Promise<Manuscript | undefined>;
}

/** Reads through `files`; Problems of files are added to `problems` when they are first read. */
export function openFiles(files: ReadFiles, problems: Problem[]): Files {
  const requirements = new Map<string, Promise<Requirements | undefined>>();
  const manuscripts = new Map<string, Promise<Manuscript | undefined>>();
  const indexes = new Map<string, Promise<Map<string, Declared[]>>>();
  const opened: Files = {
    text: (path) => readText(files, path, problems),
    requirements: (path) =>
      remembered(requirements, path, async () => {
        const text = await opened.text(path);
        return text === undefined ? undefined : parseRequirements(path, text);
      }),
    manuscript: (path) =>
      remembered(manuscripts, path, async () => {
        const text = await opened.text(path);
        const read = text === undefined ? undefined : await readManuscript(path, text);
        problems.push(...capped(read?.problems ?? [], path));
        return read;
      }),
    declarations: (path) => remembered(indexes, path, () => declarations(opened, path)),
  };
  return opened;
}

/** At most fifty, and how many more there are. */
export function capped(problems: Problem[], path: string): Problem[] {
  if (problems.length <= maxProblems) return problems;
  const more = `${path} has ${problems.length - maxProblems} more problems of these kinds.`;
  return [...problems.slice(0, maxProblems), { code: 'more-problems', message: more, path }];
}

function remembered<T>(known: Map<string, Promise<T>>, path: string, make: () => Promise<T>): Promise<T> {
  const made = known.get(path) ?? make();
  known.set(path, made);
  return made;
}

async function readText(files: ReadFiles, path: string, problems: Problem[]): Promise<string | undefined> {
  try {
    return await files.read(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push({ code: 'file-unreadable', message: `${path} could not be read: ${reason}`, path });
    return undefined;
  }
}

async function readManuscript(path: string, text: string): Promise<Manuscript> {
  const name = posix.basename(path);
  if (name === 'Pipfile') return readPipfile(path, text);
  return name === 'setup.cfg' ? readSetupCfg(path, text) : readPyproject(path, text);
}

async function declarations(files: Files, path: string): Promise<Map<string, Declared[]>> {
  const byName = new Map<string, Declared[]>();
  const list =
    isRequirements(path) || isConstraints(path) || /\.(txt|in)$/.test(path)
      ? ((await files.requirements(path))?.entries ?? []).map(
          ({ name, wanted, line }): Declared => ({ name, file: path, wanted, line, scope: 'runtime' }),
        )
      : ((await files.manuscript(path))?.declares ?? []);
  for (const declared of list) {
    const same = byName.get(declared.name);
    if (same === undefined) byName.set(declared.name, [declared]);
    else same.push(declared);
  }
  return byName;
}
