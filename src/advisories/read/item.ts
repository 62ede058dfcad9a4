import type { Problem } from '../../domain/problem.ts';
import type { Place } from '../osv/record.ts';

/** What reading yields: a parsed but unjudged record with its place, or what was wrong there. */
export type Item = { value: unknown; place: Place } | { problem: Problem };

/** Parses one record; a record that is no JSON is a Problem. */
export function parseRecord(text: string, place: Place): Item {
  try {
    return { value: JSON.parse(text), place };
  } catch (error) {
    return problemAt('advisory-not-json', `This is no JSON: ${shorten((error as Error).message)}`, place);
  }
}

export function problemAt(code: string, message: string, place: Place, remedy?: string): Item {
  return { problem: { code, message, ...place, ...(remedy === undefined ? {} : { remedy }) } };
}

/** V8 quotes the offending text; it may be binary. */
function shorten(message: string): string {
  return message.replace(/[^\x20-\x7e]+/g, '?').slice(0, 120);
}
