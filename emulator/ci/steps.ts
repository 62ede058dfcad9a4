import { parseDocument } from 'yaml';

/** What a build runs: shell lines, step by step. */
export interface Steps {
  steps: { name: string; lines: string[] }[];
}

/** Largest `bitbucket-pipelines.yml` that is read, in characters. */
const sizeLimit = 256 * 1024;

/**
 * The steps of a `bitbucket-pipelines.yml` for a push to a branch: those of the first matching `branches` pattern, else
 * `default`. Undefined where it has none for it. `fault` says in words what is wrong with the file.
 * Pipes (containers) and after-scripts are left out; parallel steps run one after the other.
 */
export function readPipeline(
  source: string,
  branch: string,
): { status: 'ok'; steps: Steps | undefined } | { status: 'fault'; fault: string } {
  if (source.length > sizeLimit) return { status: 'fault', fault: 'bitbucket-pipelines.yml is too large' };
  const document = parseDocument(source);
  const [error] = document.errors;
  if (error) return { status: 'fault', fault: `bitbucket-pipelines.yml: ${error.message.split('\n')[0]}` };
  let root: unknown;
  try {
    root = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    return { status: 'fault', fault: `bitbucket-pipelines.yml: ${String(cause)}` };
  }
  const pipelines = field(root, 'pipelines');
  const branches = Object.entries(record(field(pipelines, 'branches')));
  const own = branches.find(([pattern]) => matchesBranch(pattern, branch))?.[1];
  const chosen = own ?? field(pipelines, 'default');
  if (chosen === undefined) return { status: 'ok', steps: undefined };
  const steps = flatten(chosen).map((step, index) => ({
    name: String(field(step, 'name') ?? `Step ${index + 1}`),
    lines: list(field(step, 'script')).filter((line): line is string => typeof line === 'string'),
  }));
  if (!steps.some((step) => step.lines.length > 0))
    return { status: 'fault', fault: 'bitbucket-pipelines.yml: there is no step with a script' };
  return { status: 'ok', steps: { steps } };
}

/**
 * Glob of branch names: `*` stays within a segment, `**` crosses them, `{a,b}` is either. Walks all matches at once
 * and not by a regular expression, which a hostile pattern could keep busy for hours.
 */
function matchesBranch(pattern: string, branch: string): boolean {
  let ends = new Set([0]);
  for (const [part] of pattern.slice(0, 250).matchAll(/\*+|\{[^{}]*\}|[^*{]+|\{/g)) {
    const next = new Set<number>();
    for (const start of ends) for (const end of endsOf(part, branch, start)) next.add(end);
    ends = next;
  }
  return ends.has(branch.length);
}

function endsOf(part: string, branch: string, start: number): number[] {
  if (part.startsWith('*')) {
    const slash = part === '*' ? branch.indexOf('/', start) : -1;
    const last = slash < 0 ? branch.length : slash;
    return Array.from({ length: last - start + 1 }, (_, index) => start + index);
  }
  const texts = part.length > 1 && part.startsWith('{') ? part.slice(1, -1).split(',') : [part];
  return texts.filter((text) => branch.startsWith(text, start)).map((text) => start + text.length);
}

/** Steps of a pipeline in order, out of `parallel` and `stage` too. */
function flatten(items: unknown, depth = 0): unknown[] {
  if (depth > 4) return [];
  return list(items).flatMap((item) => {
    const step = field(item, 'step');
    if (step !== undefined) return [step];
    const group = field(item, 'parallel') ?? field(item, 'stage');
    return flatten(Array.isArray(group) ? group : field(group, 'steps'), depth + 1);
  });
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function field(value: unknown, name: string): unknown {
  const fields = record(value);
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
