/**
 * The declaration of a raised version in the style of the one it replaces: exact stays exact, `~` and `>=` stay, and
 * whatever else there is (`^`, `1.x`, `*`, a tag, several ranges) becomes `^`. An alias stays an alias.
 */
export function raiseRange(written: string, version: string): string {
  const alias = /^(npm:.+)@([^@]*)$/.exec(written);
  if (alias !== null) return `${alias[1]}@${raiseRange(alias[2]!, version)}`;
  if (written.startsWith('npm:')) return `${written}@^${version}`;
  const style = /^\s*(~|>=|=|v)?\s*\d+\.\d+\.\d+\S*\s*$/.exec(written);
  return style === null ? `^${version}` : `${style[1] ?? ''}${version}`;
}
