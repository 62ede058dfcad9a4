/** Patterns of one `package.json` that are looked at, and alternatives that one may stand for. */
const most = 200;

/**
 * Which of `folders` (relative, with forward slashes) the `workspaces` of a `package.json` name: `packages/*`, `**`,
 * `{a,b}`, `!not-this`. Bounded in time: no pattern is given to a regular expression.
 * (https://classic.yarnpkg.com/lang/en/docs/workspaces/)
 */
export function matchWorkspaces(patterns: readonly string[], folders: readonly string[]): string[] {
  const steps = (pattern: string) =>
    pattern
      .split('/')
      .filter((step) => step !== '' && step !== '.')
      .slice(0, 50);
  const all = patterns.slice(0, most).flatMap((pattern) => expand(pattern.slice(0, 1000)));
  const wanted = all.filter((pattern) => !pattern.startsWith('!')).map(steps);
  const unwanted = all.filter((pattern) => pattern.startsWith('!')).map((pattern) => steps(pattern.slice(1)));
  return folders.filter((folder) => {
    const parts = folder.split('/');
    return wanted.some((p) => matches(p, parts)) && !unwanted.some((p) => matches(p, parts));
  });
}

/** `a/{b,c}` → `a/b`, `a/c`. */
function expand(pattern: string): string[] {
  const done: string[] = [];
  const todo = [pattern];
  for (let next = todo.pop(); next !== undefined && done.length + todo.length < most; next = todo.pop()) {
    const open = next.lastIndexOf('{');
    const close = next.indexOf('}', open);
    if (open < 0 || close < 0) done.push(next);
    else
      for (const choice of next
        .slice(open + 1, close)
        .split(',')
        .slice(0, most))
        todo.push(next.slice(0, open) + choice + next.slice(close + 1));
  }
  return done.reverse();
}

/** Steps of a path against steps of a pattern; `reached` holds how much of the path each beginning may stand for. */
function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  let reached = new Set([0]);
  for (const step of pattern) {
    const next = new Set<number>();
    for (const i of reached) {
      if (step === '**') for (let j = i; j <= parts.length; j++) next.add(j);
      else if (i < parts.length && matchesStep(step, parts[i]!)) next.add(i + 1);
    }
    reached = next;
  }
  return reached.has(parts.length);
}

/** One step with any number of `*`, greedy with one way back. */
function matchesStep(step: string, part: string): boolean {
  let [s, p] = [0, 0];
  let [star, from] = [-1, 0];
  while (p < part.length) {
    if (step[s] === '*') [star, from, s] = [s, p, s + 1];
    else if (step[s] === part[p]) [s, p] = [s + 1, p + 1];
    else if (star >= 0) [s, p, from] = [star + 1, from + 1, from + 1];
    else return false;
  }
  while (step[s] === '*') s++;
  return s === step.length;
}
