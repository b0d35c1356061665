import type { KeySelection, KeySource } from '../jwks/key-source.ts';
import type { VerificationKey } from '../jwks/rs256-key.ts';
import type { VerifierConfig } from '../options/resolve-options.ts';
import { isRejected, type RejectedToken, reject, type VerifiedToken, type VerifyResult } from '../result.ts';
import { checkClaims, checkValidityPeriod } from './check-claims.ts';
import { type DecodedToken, decode, parseJsonObject } from './decode.ts';
import { freezeClaims } from './freeze-claims.ts';
import { readUnverifiedIssuer } from './read-unverified-issuer.ts';
import { createHeaderMemo, createTokenCache } from './token-cache.ts';

type UncheckedClaims = Readonly<Record<string, unknown>>;

/** A token that passed every check, with the key that it was verified by. */
interface RememberedToken {
  readonly token: string;
  readonly verified: VerifiedToken;
  readonly claims: UncheckedClaims;
  readonly kid: string;
  readonly key: VerificationKey;
}

/** A remembered token has shown its issuer. */
const namesThisPool = () => true;

/** The path of a token, from untrusted text to a result. Resolves always, rejects never. */
export function createTokenVerification(config: VerifierConfig, keys: KeySource) {
  const { acceptedIssuers, maxTokenLength, rememberedTokens, now } = config;
  const seen = rememberedTokens > 0 ? createTokenCache<RememberedToken>(rememberedTokens) : undefined;

  const headers = createHeaderMemo();

  function verifyToken(token: unknown): Promise<VerifyResult> {
    const remembered = typeof token === 'string' ? seen?.get(token) : undefined;
    if (remembered === undefined) return verifyUnseen(token);
    const at = now();
    const selected = keys.select(remembered.kid, namesThisPool, at);
    // The common case keeps out of async functions: an await costs more than the rest of the answer.
    if (selected === remembered.key) return Promise.resolve(judgeByTime(remembered, at));
    return verifyAgain(remembered, selected);
  }

  async function verifyUnseen(token: unknown): Promise<VerifyResult> {
    const decoded = decode(token, maxTokenLength, headers);
    if (isRejected(decoded)) return decoded;

    const key = await keys.select(decoded.kid, () => acceptedIssuers.has(readUnverifiedIssuer(decoded.token)), now());
    if (isRejected(key)) return key;

    const holds = await key.verifies(decoded.signingInput, decoded.signature);
    return holds ? verifyClaims(decoded, key) : reject('signature_invalid');
  }

  /** From here on only signed bytes are read. */
  function verifyClaims({ token, kid, payload }: DecodedToken, key: VerificationKey): VerifyResult {
    const claims = parseJsonObject(payload);
    if (claims === undefined) return reject('claims_malformed');
    freezeClaims(claims);
    const reason = checkClaims(claims, config, now() / 1000);
    if (reason !== undefined) return reject(reason, { claims });

    const verified = asVerified(claims, token);
    seen?.set({ token, verified, claims, kid, key });
    return verified;
  }

  /** A remembered token stands only while its very key is still trusted. */
  async function verifyAgain(remembered: RememberedToken, selection: KeySelection | Promise<KeySelection>) {
    const selected = await selection;
    if (selected === remembered.key) return judgeByTime(remembered, now());
    seen?.delete(remembered.token);
    return isRejected(selected) ? selected : verifyUnseen(remembered.token);
  }

  function judgeByTime({ verified, claims }: RememberedToken, at: number): VerifiedToken | RejectedToken {
    const reason = checkValidityPeriod(claims, config, at / 1000);
    return reason === undefined ? verified : reject(reason, { claims });
  }

  return verifyToken;
}

/** The one cast from claims to their type: `checkClaims` has held them against it. */
function asVerified(claims: UncheckedClaims, token: string): VerifiedToken {
  return Object.freeze({ token_valid: true, token_use: claims.token_use, claims, token }) as unknown as VerifiedToken;
}
