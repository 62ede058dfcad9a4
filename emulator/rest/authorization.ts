/** What an `Authorization` header says, or undefined where it is neither Basic nor Bearer. */
export type Authorization =
  | { kind: 'basic'; user: string; secret: string }
  | { kind: 'bearer'; secret: string };

/** Reads an `Authorization` header (RFC 7617, RFC 6750). A Basic secret may contain colons, a user may not. */
export function readAuthorization(header: string | undefined): Authorization | undefined {
  const [, scheme, value] = /^\s*(basic|bearer)\s+(\S+)\s*$/i.exec(header ?? '') ?? [];
  if (!scheme || !value) return undefined;
  if (scheme.toLowerCase() === 'bearer') return { kind: 'bearer', secret: value };
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { kind: 'basic', user: text.slice(0, colon), secret: text.slice(colon + 1) };
}
