import type { CryptoKey } from 'jose';
import type { KeySelection, KeySource } from '../jwks/select-key.ts';
import type { VerifierConfig } from '../options.ts';
import { type RejectedToken, reject, type VerifiedToken, type VerifyResult } from '../result.ts';
import { createTokenCache } from '../token-cache.ts';
import { checkClaims, checkValidityPeriod } from './check-claims.ts';
import { checkSignature } from './check-signature.ts';
import { decode, parseJsonObject } from './decode.ts';
import { freezeClaims } from './freeze-claims.ts';
import { readUnverifiedIssuer } from './read-unverified-issuer.ts';

type UncheckedClaims = Readonly<Record<string, unknown>>;

/** A token that passed every check, with the key that it was verified by. */
interface RememberedToken {
  readonly verified: VerifiedToken;
  readonly claims: UncheckedClaims;
  readonly kid: string;
  readonly key: CryptoKey;
}

/** The path of a token, from untrusted text to a result. Resolves always, rejects never. */
export function createTokenVerification(config: VerifierConfig, keys: KeySource) {
  const { issuers, maxTokenLength, rememberedTokens, now } = config;
  const seen = rememberedTokens > 0 ? createTokenCache<RememberedToken>(rememberedTokens) : undefined;

  function verifyToken(token: unknown): Promise<VerifyResult> {
    const remembered = typeof token === 'string' ? seen?.get(token) : undefined;
    if (remembered === undefined) return verifyUnseen(token);
    const selected = keys.select(remembered.kid, () => true);
    // The common case keeps out of async functions: an await costs more than the rest of the answer.
    if (selected === remembered.key) return Promise.resolve(judgeByTime(remembered));
    return verifyAgain(remembered, selected);
  }

  async function verifyUnseen(token: unknown): Promise<VerifyResult> {
    const decoded = decode(token, maxTokenLength);
    if ('reason' in decoded) return decoded;

    const key = await keys.select(decoded.kid, () => issuers.includes(readUnverifiedIssuer(decoded.payload) ?? ''));
    if ('reason' in key) return key;

    if (!(await checkSignature(key, decoded.signingInput, decoded.signature))) return reject('signature_invalid');

    const claims = parseJsonObject(decoded.payload);
    if (claims === undefined) return reject('claims_malformed');
    freezeClaims(claims);
    const reason = checkClaims(claims, config, now() / 1000);
    if (reason !== undefined) return reject(reason, { claims });

    const verified = asVerified(claims, decoded.token);
    seen?.set(decoded.token, { verified, claims, kid: decoded.kid, key });
    return verified;
  }

  /** A remembered token stands only while its very key is still trusted. */
  async function verifyAgain(remembered: RememberedToken, selection: KeySelection | Promise<KeySelection>) {
    const selected = await selection;
    if (selected === remembered.key) return judgeByTime(remembered);
    seen?.delete(remembered.verified.token);
    return 'reason' in selected ? selected : verifyUnseen(remembered.verified.token);
  }

  function judgeByTime({ verified, claims }: RememberedToken): VerifiedToken | RejectedToken {
    const reason = checkValidityPeriod(claims, config, now() / 1000);
    return reason === undefined ? verified : reject(reason, { claims });
  }

  return verifyToken;
}

/** The one cast from claims to their type: `checkClaims` has held them against it. */
function asVerified(claims: UncheckedClaims, token: string): VerifiedToken {
  return Object.freeze({ token_valid: true, token_use: claims.token_use, claims, token }) as unknown as VerifiedToken;
}
