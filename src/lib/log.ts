import { type Logger, pino } from 'pino';
import type { Redactor } from './redact.ts';

export type Log = Logger;

export interface LogOptions {
  level: 'debug' | 'info' | 'warn' | 'error';
  redact: Redactor;
}

/**
 * Makes the log: one JSON object a line on stderr, every line masked as a whole, so that no field, message or stack
 * escapes. Pino's own redaction works by path and would miss a secret in an error's text. Pass errors as `err`.
 */
export function makeLog({ level, redact }: LogOptions): Log {
  const destination = { write: (line: string) => void process.stderr.write(redact(line)) };
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, destination);
}
