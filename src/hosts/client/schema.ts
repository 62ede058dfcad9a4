import { z } from 'zod';

/**
 * A date as any Bitbucket writes it, as ISO 8601 in UTC: epoch milliseconds (Data Center up to 9), `+0000` without a
 * colon (its webhooks and 10.x), `+00:00`, `Z`, with 0 to 6 digits of a second's fraction. Nonsense becomes undefined:
 * no date is worth refusing an answer.
 */
export const date = z
  .union([z.number(), z.string()])
  .nullish()
  .catch(undefined)
  .transform((value) => {
    if (value === null || value === undefined) return undefined;
    const time = new Date(typeof value === 'string' ? value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2') : value);
    return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
  });

/** A text that servers leave out or set to null. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** A link that a person may be shown: only http and https, so that no server can plant another scheme. */
export const link = z
  .string()
  .nullish()
  .catch(undefined)
  .transform((value) => (value && /^https?:\/\//i.test(value) ? value : undefined));
