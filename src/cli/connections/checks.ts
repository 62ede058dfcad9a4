import { styleText } from 'node:util';
import type { Check } from '../../domain/connection.ts';
import type { CliContext } from '../context.ts';

/** Whether no rung failed: only then is a connection saved without being forced. */
export function allPassed(checks: readonly Check[]): boolean {
  return !checks.some((check) => check.status === 'failed');
}

const words = { passed: 'ok', failed: 'FAILED', skipped: 'skipped', warning: 'warning' } as const;
const colors = { passed: 'green', failed: 'red', skipped: 'dim', warning: 'yellow' } as const;

/** One line a rung, and under a failed one what to do. */
export function formatChecks(checks: readonly Check[], { color }: Pick<CliContext, 'color'>): string {
  const lines = checks.flatMap((check) => {
    const word = words[check.status].padEnd(8);
    const subject = check.subject === undefined ? '' : ` ${check.subject}`;
    const line = `${color ? styleText(colors[check.status], word, { validateStream: false }) : word} ${check.name}${subject}: ${check.detail}`;
    return check.remedy === undefined ? [line] : [line, `         → ${check.remedy}`];
  });
  return `${lines.join('\n')}\n`;
}
