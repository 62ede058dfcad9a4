/** A package as Conan names it. */
export interface Reference {
  name: string;
  version: string;
}

/**
 * Takes `name/version@user/channel#revision%time` apart. User and channel name another recipe of the same library, so
 * they do not matter for what is known of the library.
 */
export function parseReference(text: string): Reference | undefined {
  const found =
    /^([A-Za-z0-9_][A-Za-z0-9_+.-]{0,200})\/([^\s/@#%:]{1,200})(?:@[^#%\s]*)?(?:#[^%\s]*)?(?:%.*)?$/.exec(
      text.slice(0, 2000),
    );
  return found === null ? undefined : { name: found[1]!, version: found[2]! };
}
