/** A package name as PEP 503 compares it: lower case, runs of `-`, `_` and `.` as one dash. */
export function normaliseName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}
