import { CompactEncrypt } from 'jose';
import type { Mutation, Recipe } from './cases.ts';
import { baseClaims, type World } from './world.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

type Argument = string | number | undefined;

function onSegment(token: string, index: Argument, change: (segment: string) => string): string {
  return token
    .split('.')
    .map((segment, at) => (at === index ? change(segment) : segment))
    .join('.');
}

function cutToLengthOneModFour(segment: string): string {
  return segment.slice(0, segment.length - ((segment.length + 3) % 4));
}

function moveEverySeventhCharacter(segment: string): string {
  return [...segment]
    .map((character, at) => {
      const moves = at % 7 === 0 && /[A-Za-z0-9]/.test(character);
      return moves ? String.fromCharCode(character.charCodeAt(0) + 0x100) : character;
    })
    .join('');
}

/** What `mutate` may name; README.md has the list. */
const MUTATIONS: Readonly<Record<string, (token: string, ...args: Argument[]) => string>> = {
  append: (token, text) => `${token}${text}`,
  prepend: (token, text) => `${text}${token}`,
  replaceAll: (token, from, to) => token.replaceAll(String(from), String(to)),
  keepSegs: (token, count) => token.split('.').slice(0, Number(count)).join('.'),
  insert: (token, index, at, text) =>
    onSegment(token, index, (segment) => `${segment.slice(0, Number(at))}${text}${segment.slice(Number(at))}`),
  clearSeg: (token, index) => onSegment(token, index, () => ''),
  trailingBits: (token, index) =>
    onSegment(token, index, (segment) => {
      return segment.slice(0, -1) + ALPHABET[(ALPHABET.indexOf(segment.slice(-1)) + 1) % ALPHABET.length];
    }),
  lenMod1: (token, index) => onSegment(token, index, cutToLengthOneModFour),
  homoglyph: (token, index) => onSegment(token, index, moveEverySeventhCharacter),
};

export function mutate(token: string, [verb, ...args]: Mutation): string {
  const change = MUTATIONS[verb];
  if (change === undefined) throw new Error(`The recipe language has no mutation ${verb}`);
  return change(token, ...args);
}

export async function wrap(token: string, how: NonNullable<Recipe['wrap']>, world: World): Promise<unknown> {
  if (how === 'toString') return { toString: () => token };
  if (how === 'buffer') return Buffer.from(token);
  const segment = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const unsecured = `${segment({ alg: 'none' })}.${segment(baseClaims('access'))}.`;
  return new CompactEncrypt(new TextEncoder().encode(unsecured))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT', kid: 'A1' })
    .encrypt(world.keys.A1.publicKey);
}
