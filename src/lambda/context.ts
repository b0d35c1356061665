import type { TokenUse } from '../cognito/claims.ts';
import { ConfigError } from '../errors.ts';
import { showText } from '../options/option-checks.ts';
import { ownMember } from '../own-member.ts';

/** What every host carries. REST and WebSocket APIs hand each value on as a string. */
export type ContextValue = string | number | boolean;

/** What the route behind may know. Members that are undefined are left out. */
export type AuthorizerContext = Readonly<Record<string, unknown>>;

/** API Gateway keeps it for its own authorizers, and answers 500 without a word where another has it. */
const RESERVED = 'claims';
const DEEPEST = 16;

/**
 * What `readAuthorizerClaims` reads behind our authorizers. Groups are joined by a space, because Cognito allows no space
 * in a group's name, but does allow the commas and brackets that its own authorizers write between the names.
 */
export function standardContext(auth: { readonly token_use: TokenUse; readonly claims: object }): AuthorizerContext {
  const { token_use, claims } = auth;
  const claim = (name: string) => ownMember(claims, name);
  const groups = claim('cognito:groups');
  return {
    sub: claim('sub'),
    token_use,
    client_id: claim(token_use === 'access' ? 'client_id' : 'aud'),
    username: claim(token_use === 'access' ? 'username' : 'cognito:username'),
    scope: token_use === 'access' ? claim('scope') : undefined,
    groups: joined(Array.isArray(groups) ? groups : []),
    exp: claim('exp'),
  };
}

/** A Lambda trigger can name groups as it likes: behind us `a admins` would read as two, one of which was never given. */
function joined(groups: readonly unknown[]): string {
  if (groups.some((group) => typeof group !== 'string' || /\s/.test(group))) {
    throw new ConfigError(
      'A group name with a space in it cannot be told from two names behind this authorizer: rename the group in your ' +
        'pre-token-generation trigger, or give a context function',
    );
  }
  return groups.join(' ');
}

/** @throws {ConfigError} for what the host cannot carry: it would answer 500, and say nowhere why */
export function carriedContext(given: unknown, carriesJson: boolean): Record<string, ContextValue> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ConfigError('context must return an object: the values that the route behind may know, by name');
  }
  const members = Object.entries(given).filter(({ 1: value }) => value !== undefined);
  for (const { 0: name, 1: value } of members) expectCarried(name, value, carriesJson);
  return Object.fromEntries(members);
}

function expectCarried(name: string, value: unknown, carriesJson: boolean): void {
  if (name === RESERVED) {
    throw new ConfigError(`context must not have a member ${RESERVED}: API Gateway keeps the name for itself`);
  }
  if (isScalar(value) || (carriesJson && isJson(value, DEEPEST))) return;
  const carried = carriesJson
    ? 'what JSON can say: no functions, dates or circles'
    : 'strings, finite numbers and booleans';
  throw new ConfigError(
    `context.${showText(name)} is ${kindOf(value)}: this host carries only ${carried}. Join a list into a text, ` +
      'or leave the member out',
  );
}

function isScalar(value: unknown): value is ContextValue {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function isJson(value: unknown, depth: number): boolean {
  if (isScalar(value) || value === null) return true;
  if (typeof value !== 'object' || depth === 0) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Array.isArray(value) || Object.getPrototypeOf(prototype) === null;
  return isPlain && Object.values(value).every((member) => isJson(member, depth - 1));
}

/** In words, and never the value, which may be a claim's. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'number' ? 'a number that is not finite' : `of type ${typeof value}`;
}
