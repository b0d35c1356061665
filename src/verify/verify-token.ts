import { copyOf } from '../base64url.ts';
import type { KeyOrRejection, KeySource } from '../jwks/key-source.ts';
import type { VerificationKey } from '../jwks/rs256-key.ts';
import type { VerifierConfig } from '../options/verifier-config.ts';
import { isRejected, type RejectedToken, reject, type VerifiedToken, type VerifyResult } from '../result.ts';
import { rejectionByTime, rejectionOfClaims } from './check-claims.ts';
import { createRevocationCheck } from './check-revocation.ts';
import { createDecoder, type DecodedToken, type JsonObject, parseObject } from './decode.ts';
import { freezeClaims } from './freeze-claims.ts';
import { readUnverifiedIssuer } from './read-unverified-issuer.ts';
import { createTokenCache } from './token-cache.ts';

/** A token whose signature and claims are good, with the key that it was verified by. Whether it is revoked is asked at each use. */
interface RememberedToken {
  readonly token: string;
  readonly verified: VerifiedToken;
  readonly claims: JsonObject;
  readonly kid: string;
  readonly key: VerificationKey;
}

/**
 * The path of a token, from untrusted text to a result: decode, select the key, check the signature, check the claims,
 * ask whether it is revoked.
 * Whatever happens on the way, the promise resolves.
 */
export function createTokenVerification(config: VerifierConfig, keys: KeySource) {
  const { issuers, maxTokenLength, maxRememberedTokens, keysChangeUnderOneKid, now } = config;
  const remembered = maxRememberedTokens > 0 ? createTokenCache<RememberedToken>(maxRememberedTokens) : undefined;
  const decode = createDecoder(maxTokenLength);
  const unlessRevoked = createRevocationCheck(config);

  function verifyToken(token: unknown): Promise<VerifyResult> {
    const known = typeof token === 'string' ? remembered?.get(token) : undefined;
    if (known === undefined) return verifyNew(token).catch(undecided);
    const at = now();
    const selected = keys.select(known.kid, at);
    // The common case stays out of async functions: an await costs more than the rest of the answer.
    if (selected === known.key) return Promise.resolve(judgeAgain(known, at));
    return verifyAgain(known, selected).catch(undecided);
  }

  async function verifyNew(token: unknown): Promise<VerifyResult> {
    const decoded = decode(token);
    return isRejected(decoded) ? decoded : verifyDecoded(decoded, await selectKey(decoded));
  }

  /** The key of the token's `kid`. An unknown `kid` causes a refresh only where the token claims to be of this pool. */
  function selectKey({ kid, token }: DecodedToken): KeyOrRejection | Promise<KeyOrRejection> {
    const at = now();
    const selected = keys.select(kid, at);
    if (selected !== undefined) return selected;
    const claimed = readUnverifiedIssuer(token);
    const isOurs = issuers.some((issuer) => issuer === claimed);
    return isOurs ? keys.selectFromFreshSet(kid, at) : reject('issuer_unknown');
  }

  async function verifyDecoded(decoded: DecodedToken, key: KeyOrRejection): Promise<VerifyResult> {
    if (isRejected(key)) return key;
    const holds = await key.verifies(decoded.signingInput, decoded.signature);
    // The key may have left the pool while the check was under way. Then its answer counts no more.
    const selected = keys.select(decoded.kid, now());
    const current = selected === key ? key : await selected;
    if (current !== key) return verifyDecoded(decoded, current ?? (await selectKey(decoded)));
    return holds ? unlessRevoked(verifyClaims(decoded, key)) : verifyByFreshKey(decoded, key);
  }

  /** With emulators a bad signature may be that of a key which has replaced this one under its `kid`. */
  async function verifyByFreshKey(decoded: DecodedToken, old: VerificationKey): Promise<VerifyResult> {
    if (!keysChangeUnderOneKid) return reject('signature_invalid');
    const fresh = await keys.selectFromFreshSet(decoded.kid, now());
    return fresh === old ? reject('signature_invalid') : verifyDecoded(decoded, fresh);
  }

  /** From here on only signed bytes are read. */
  function verifyClaims({ token, kid, payload }: DecodedToken, key: VerificationKey): VerifyResult {
    const claims = parseObject(payload);
    if (claims === undefined) return reject('claims_malformed', { cause: 'the payload is not a JSON object' });
    freezeClaims(claims);
    const rejection = rejectionOfClaims(claims, config, now() / 1000);
    if (rejection !== undefined) return rejection;
    if (remembered === undefined) return asVerified(claims, token);

    const copy = copyOf(token);
    const verified = asVerified(claims, copy);
    remembered.set({ token: copy, verified, claims, kid, key });
    return verified;
  }

  /** A remembered token stands only while the very key that verified it is still trusted. */
  async function verifyAgain(
    known: RememberedToken,
    selection: ReturnType<KeySource['select']>,
  ): Promise<VerifyResult> {
    const selected = await selection;
    // The clock is read after the wait, in which the token may have expired.
    if (selected === known.key) return judgeAgain(known, now());
    remembered?.delete(known.token);
    return selected !== undefined && isRejected(selected) ? selected : verifyNew(known.token);
  }

  /** What can change about a token while its key stays: the time, and whether it is revoked. */
  function judgeAgain({ verified, claims }: RememberedToken, at: number): VerifyResult | Promise<VerifyResult> {
    return unlessRevoked(rejectionByTime(claims, config, at / 1000) ?? verified);
  }

  return verifyToken;
}

/** Something failed that has nothing to do with the token, such as the platform's cryptography: nobody can tell now. */
function undecided(cause: unknown): RejectedToken {
  return reject('keys_unavailable', { retryAfterSeconds: 1, cause });
}

/** The one cast from claims to their type: they have been checked against it. */
function asVerified(claims: JsonObject, token: string): VerifiedToken {
  return Object.freeze({ token_valid: true, token_use: claims.token_use, claims, token }) as unknown as VerifiedToken;
}
