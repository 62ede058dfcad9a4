import type { Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { outline } from '../../lib/yaml/outline.ts';

/** One dependency that a `pubspec.yaml` declares. */
export interface PubDependency {
  name: string;
  /** The constraint as written; `any` where there is none, empty for a folder or a git repository. */
  wanted: string;
  scope: Scope;
  line: number;
}

const sections: Record<string, Scope> = {
  dependencies: 'runtime',
  dev_dependencies: 'dev',
  dependency_overrides: 'runtime',
};

/** Reads what a `pubspec.yaml` declares (https://dart.dev/tools/pub/dependencies). */
export function readPubspec(file: string, text: string): { declares: PubDependency[]; problems: Problem[] } {
  const found: PubDependency[] = [];
  const problems: Problem[] = [];
  for (const { path, value, line } of outline(text).entries) {
    const [section = '', name = '', key] = path;
    const scope = Object.hasOwn(sections, section) ? sections[section] : undefined;
    if (scope !== undefined && name === '' && value !== '' && value !== '{}')
      problems.push(unclear(file, section, line));
    if (scope === undefined || name === '' || name === '-') continue;
    if (path.length === 2) found.push({ name, wanted: wantedOf(value), scope, line });
    else if (path.length === 3 && key === 'version') found.at(-1)!.wanted = value;
    else if (path.length === 3 && (key === 'path' || key === 'git' || key === 'sdk'))
      found.at(-1)!.wanted = '';
  }
  return { declares: found, problems };
}

function unclear(path: string, section: string, line: number): Problem {
  const message = `The ${section} of ${path} are written in a form that is not read.`;
  return {
    code: 'pubspec-unclear',
    message,
    path,
    line,
    remedy: 'Write one dependency a line, as dart pub add does.',
  };
}

/** `{ git: … }` on one line, or an old hosted entry `{ hosted: …, version: ^1.0.0 }`. */
function wantedOf(value: string): string {
  if (!value.startsWith('{')) return value === '' ? 'any' : value;
  return /\bversion:\s*["']?([^"',}]+)/.exec(value)?.[1]?.trim() ?? '';
}
