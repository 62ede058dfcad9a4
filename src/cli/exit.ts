/** Exit codes of every command; also printed by `--help`. */
export const exitCodes = {
  clean: 0,
  findings: 1,
  usage: 2,
  nothing: 3,
  partial: 4,
  network: 5,
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command with a code and a reason, which is printed as the last line on stderr. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly exitCode: ExitCode;
  /** Stable code for `--json` and scripts. */
  readonly code: string;
  readonly remedy?: string;
  constructor(
    exitCode: ExitCode,
    code: string,
    message: string,
    more: { remedy?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.exitCode = exitCode;
    this.code = code;
    if (more.remedy !== undefined) this.remedy = more.remedy;
  }
}
