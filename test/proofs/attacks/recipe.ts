import type { Members, Recipe } from './cases.ts';
import { mutate, wrap } from './mutations.ts';
import { SIGNATURES } from './signatures.ts';
import { expandRaw, expandValue, setOwn } from './values.ts';
import { BASE_SUB, baseClaims, type World } from './world.ts';

const b64 = (bytes: string | Uint8Array) => Buffer.from(bytes).toString('base64url');

/** What a recipe gives to `verify`: nearly always a string. README.md tells the order of the steps. */
export async function makeInput(recipe: Recipe, world: World): Promise<unknown> {
  if (recipe.input !== undefined) return expandValue(recipe.input, world);
  const token = makeToken(recipe, world);
  return recipe.wrap === undefined ? token : wrap(token, recipe.wrap, world);
}

function makeToken(recipe: Recipe, world: World): string {
  const key = world.keys[recipe.key ?? 'A1'];
  const claims = edited(baseClaims(recipe.use ?? 'access'), recipe.claims, recipe.drop, world);
  const header = edited({ kid: key.kid, alg: 'RS256' }, recipe.header, recipe.dropHeader, world);
  const unsigned = [b64(headerBytes(recipe, header, claims)), payloadSegment(recipe, claims)];
  for (const [, segment, , text] of recipe.presign ?? []) unsigned[segment] += text;
  const [headerSegment = '', payload = ''] = unsigned;

  const signature = signatureSegment(recipe, world, {
    signingInput: `${headerSegment}.${payload}`,
    payloadSegment: payload,
    otherSigningInput: `${headerSegment}.${b64(JSON.stringify(baseClaims('access')))}`,
    key,
    world,
  });
  const segments = [
    recipe.postHeader === undefined ? headerSegment : b64(JSON.stringify({ ...header, ...recipe.postHeader })),
    recipe.postClaims === undefined ? payload : b64(JSON.stringify({ ...claims, ...recipe.postClaims })),
    signature,
  ];
  return (recipe.mutate ?? []).reduce(mutate, segments.join('.'));
}

function edited(
  base: Record<string, unknown>,
  members: Members = {},
  dropped: readonly string[] = [],
  world: World,
): Record<string, unknown> {
  for (const [name, value] of Object.entries(members)) setOwn(base, name, expandValue(value, world));
  for (const name of dropped) Reflect.deleteProperty(base, name);
  return base;
}

function headerBytes(recipe: Recipe, header: object, claims: Record<string, unknown>): Buffer {
  if (recipe.headerHex !== undefined) return Buffer.from(recipe.headerHex, 'hex');
  if (recipe.headerRaw !== undefined) return Buffer.from(expandRaw(recipe.headerRaw, claims));
  return Buffer.from(JSON.stringify(header));
}

function payloadSegment(recipe: Recipe, claims: Record<string, unknown>): string {
  const text = recipe.payloadRaw === undefined ? JSON.stringify(claims) : expandRaw(recipe.payloadRaw, claims);
  if (recipe.b64false === true) return text;
  if (recipe.payloadBytesSub === undefined) return b64(text);
  const [before = '', after = ''] = text.split(BASE_SUB);
  return b64(Buffer.concat([Buffer.from(before), Buffer.from(recipe.payloadBytesSub, 'hex'), Buffer.from(after)]));
}

function signatureSegment({ sig = 'rs256' }: Recipe, world: World, toSign: Parameters<Signer>[0]): string {
  if (typeof sig === 'object') return String(expandValue(sig.b64, world));
  const sign = SIGNATURES[sig];
  if (sign === undefined) throw new Error(`The recipe language has no signature ${sig}`);
  return b64(sign(toSign));
}

type Signer = NonNullable<(typeof SIGNATURES)[string]>;
