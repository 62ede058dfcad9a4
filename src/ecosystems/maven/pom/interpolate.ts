/** A value longer than this is no name and no version, but properties that multiply each other. */
const maxLength = 2000;
/** Properties inside properties. */
const maxDepth = 30;

/**
 * Replaces `${name}`, again in what it stands for. A property that nobody defines, or that needs itself, stays as it is
 * written: whoever asks for the value sees that it is not known.
 */
export function interpolate(text: string, lookUp: (name: string) => string | undefined): string {
  if (!text.includes('${')) return text;
  let left = 200;
  const expand = (value: string, open: readonly string[]): string =>
    value.replaceAll(/\$\{([^${}]+)\}/g, (written, name: string) => {
      if (--left < 0 || open.length >= maxDepth || open.includes(name)) return written;
      const found = lookUp(name.trim());
      return found === undefined || found.length > maxLength ? written : expand(found, [...open, name]);
    });
  const expanded = expand(text, []);
  return expanded.length > maxLength ? text : expanded;
}
