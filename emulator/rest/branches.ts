/** A branch name that git takes and that cannot be mistaken for an option or a range. */
export function isBranchName(name: string): boolean {
  return /^\w[\w./+#@-]{0,249}$/.test(name) && !/\.\.|\/\/|\/$|\.lock$|@\{/.test(name);
}

/** The branch that stands in the way of a new one: the same, or one that would have to be its folder or file. */
export function branchInTheWay(branches: { name: string }[], name: string): string | undefined {
  return branches.find(
    (each) => each.name === name || each.name.startsWith(`${name}/`) || name.startsWith(`${each.name}/`),
  )?.name;
}
