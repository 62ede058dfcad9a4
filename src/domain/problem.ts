/** What was wrong with an input, where, and what its owner can do. Bad input is data, never an exception. */
export interface Problem {
  /** Stable kebab-case code, e.g. `lockfile-truncated`. */
  code: string;
  /** One sentence for a person: what happened and to what. */
  message: string;
  /** The file in the repository, relative and with forward slashes. */
  path?: string;
  /** One-based line in that file. */
  line?: number;
  /** What to do next, if anything can be done. */
  remedy?: string;
  /** Good to know, but nothing that counts was left unread because of it. */
  harmless?: boolean;
}
