import { base64url } from 'jose';
import { createRsaKey } from './rsa-keys.ts';

/** Claims or header parameters to set; `undefined` removes one. */
export type Overrides = Readonly<Record<string, unknown>>;

/** A key of the set, with the members that Cognito publishes. */
export interface PublicJwk {
  readonly alg: 'RS256';
  readonly e: string;
  readonly kid: string;
  readonly kty: 'RSA';
  readonly n: string;
  readonly use: 'sig';
}

/** A key of the pool, under a `kid` of its own. */
export async function createPoolKey() {
  const { n, privateKey } = await createRsaKey();
  const kid = standardBase64(crypto.getRandomValues(new Uint8Array(32)));
  const jwk: PublicJwk = { alg: 'RS256', e: 'AQAB', kid, kty: 'RSA', n, use: 'sig' };

  /** Signs whatever it is given by RS256, also under a header that says otherwise: a test needs forgeries. */
  async function sign(claims: object, header: Overrides = {}): Promise<string> {
    const signingInput = `${segment({ kid, alg: 'RS256', ...header })}.${segment(claims)}`;
    const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', privateKey, new TextEncoder().encode(signingInput));
    return `${signingInput}.${base64url.encode(new Uint8Array(signature))}`;
  }

  return { jwk, sign };
}

/** JSON as Cognito writes it, with escaped slashes. */
export function segment(json: object): string {
  return base64url.encode(JSON.stringify(json).replaceAll('/', '\\/'));
}

/** The alphabet of Cognito's `kid`s, with `+`, `/` and `=`. */
function standardBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** Header of every refresh token seen in print; the rest is random, as far as anyone but the pool can tell. */
export function createRefreshToken(): string {
  const random = (length: number) => base64url.encode(crypto.getRandomValues(new Uint8Array(length)));
  const header = segment({ cty: 'JWT', enc: 'A256GCM', alg: 'RSA-OAEP' });
  return [header, random(256), random(12), random(1200), random(16)].join('.');
}
