import type { Members, Value } from './cases.ts';
import { CLIENT_ID, ISSUER, OTHER_ISSUER, publicJwk, type World } from './world.ts';

/** Claims whose base form a raw text replaces by writing them itself. */
const REPLACEABLE_CLAIMS = ['exp', 'nbf', 'iat', 'token_use', 'sub'];

/** Sets an own data property, `__proto__` included: assignment would set the prototype instead. */
export function setOwn(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

/** A value of a recipe with its `$` forms replaced, at any depth. */
export function expandValue(value: Value, world: World): unknown {
  if (typeof value === 'string') return expandString(value, world);
  if (Array.isArray(value)) return value.map((item) => expandValue(item, world));
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Members;
  if (isRepeat(members)) return members.$repeat[0].repeat(members.$repeat[1]);
  const expanded = {};
  for (const [name, member] of Object.entries(members)) setOwn(expanded, name, expandValue(member, world));
  return expanded;
}

function isRepeat(members: Members): members is { $repeat: readonly [string, number] } {
  return Object.hasOwn(members, '$repeat');
}

function expandString(text: string, world: World): unknown {
  const [, form, offset = '0'] = /^\$(now|strnow|ms)([+-]\d+)?$/.exec(text) ?? [];
  const seconds = Math.floor(Date.now() / 1000) + Number(offset);
  switch (form ?? text) {
    case 'now':
      return seconds;
    case 'strnow':
      return String(seconds);
    case 'ms':
      return Date.now() + Number(offset);
    case '$uuid':
      return crypto.randomUUID();
    case '$SENTINEL':
      return world.sentinelUrl;
    case '$ATTJWK':
      return { ...publicJwk(world.keys.attacker), kid: 'att' };
    case '$ATTDER':
      return world.keys.attacker.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    default:
      return text.replaceAll('$ISSB', OTHER_ISSUER).replaceAll('$ISS', ISSUER).replaceAll('$CLIENT', CLIENT_ID);
  }
}

/** A raw header or payload text with its own forms replaced. */
export function expandRaw(raw: string, claims: Readonly<Record<string, unknown>>): string {
  return raw.replace(/\$CLAIMS|\$INNER|\$DEEP(\d+)|\$MANY(\d+)/g, (form, deep?: string, many?: string) => {
    if (form === '$CLAIMS') return JSON.stringify(claims);
    if (form === '$INNER') return innerOf(raw, claims);
    if (deep !== undefined) return '['.repeat(Number(deep)) + ']'.repeat(Number(deep));
    return Array.from({ length: Number(many) }, (_, at) => `"k${at}":${at}`).join(',');
  });
}

function innerOf(raw: string, claims: Readonly<Record<string, unknown>>): string {
  const kept = Object.entries(claims).filter(([name]) => {
    return !(REPLACEABLE_CLAIMS.includes(name) && raw.includes(`"${name}":`));
  });
  return JSON.stringify(Object.fromEntries(kept)).slice(1, -1);
}
