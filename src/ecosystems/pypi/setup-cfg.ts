import type { Scope } from '../../domain/inventory.ts';
import { declare, type Manuscript } from './declared.ts';
import { scopeOfGroup } from './lockfile.ts';
import { prepareText } from './text.ts';

const lists: Record<string, Scope> = {
  install_requires: 'runtime',
  setup_requires: 'build',
  tests_require: 'test',
};

/**
 * Reads what a `setup.cfg` declares for setuptools. Values continue on indented lines; `file:` points to requirements
 * that are read for themselves. (https://setuptools.pypa.io/en/latest/userguide/declarative_config.html)
 */
export function readSetupCfg(path: string, content: string): Manuscript {
  const manuscript: Manuscript = { declares: [], problems: [] };
  let section = '';
  let scope: Scope | undefined;
  for (const [i, line] of (prepareText(path, content, manuscript.problems) ?? '').split('\n').entries()) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    let value = line.trim();
    if (!/^\s/.test(line)) {
      const header = /^\[([^\]]*)\]/.exec(line);
      if (header !== null) {
        section = header[1]!.trim();
        scope = undefined;
        continue;
      }
      const [, key = '', first = ''] = /^([^=:]+)[=:](.*)$/.exec(line) ?? [];
      scope = scopeOf(section, key.trim());
      value = first.trim();
    }
    if (scope === undefined || value === '' || value.startsWith('file:')) continue;
    declare(manuscript, path, value.replace(/\s#.*$/, ''), scope, i + 1);
  }
  return manuscript;
}

function scopeOf(section: string, key: string): Scope | undefined {
  if (section === 'options.extras_require') return scopeOfGroup(key, 'optional');
  return section === 'options' && Object.hasOwn(lists, key) ? lists[key] : undefined;
}
