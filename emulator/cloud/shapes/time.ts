/** Times of most objects: microseconds and `+00:00`. */
export function micros(date: Date): string {
  return date.toISOString().replace('Z', '000+00:00');
}

/** Times of commits: no fraction. */
export function seconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, '+00:00');
}

/** Times of webhooks: `Z`. */
export function zulu(date: Date): string {
  return date.toISOString().replace('Z', '000Z');
}
