import type { Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { outlineJson } from '../../lib/json/outline.ts';

/** One package that a `composer.json` declares. */
export interface ComposerRequirement {
  name: string;
  wanted: string;
  scope: Scope;
  line: number;
}

/** PHP itself, its extensions and Composer's own parts are no packages. */
const platform = /^(php(-\w+)?|hhvm|(ext|lib)-.+|composer(-(plugin|runtime)-api)?)$/;

/** Reads what a `composer.json` declares (https://getcomposer.org/doc/04-schema.md#package-links). */
export function readComposerJson(
  path: string,
  text: string,
): { declares: ComposerRequirement[]; problems: Problem[] } {
  const { entries, wrong } = outlineJson(text);
  const declares = entries.flatMap(({ path: [section, written = '', ...rest], value, line }) => {
    const name = written.toLowerCase();
    const isRead = (section === 'require' || section === 'require-dev') && rest.length === 0;
    if (!isRead || name === '' || platform.test(name)) return [];
    const scope: Scope = section === 'require' ? 'runtime' : 'dev';
    return [{ name, wanted: value, scope, line }];
  });
  if (wrong === undefined) return { declares, problems: [] };
  const message = `${path} is broken at line ${wrong}. Only what stands before was read.`;
  const remedy = 'Run composer validate and correct what it says.';
  return { declares, problems: [{ code: 'composer-json-invalid', message, path, line: wrong, remedy }] };
}
