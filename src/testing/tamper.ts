import { base64url } from 'jose';
import { ConfigError } from '../errors.ts';
import { refuseLostOptions } from '../options/option-checks.ts';
import { type Overrides, segment } from './pool-key.ts';

/**
 * A forgery: the token with other claims and the signature that it had before, as an attacker would send it to become
 * an administrator. Every verifier must refuse it as `signature_invalid`.
 *
 * @param token a signed JWT
 * @param claims what to set in the payload; `undefined` removes a claim
 * @throws {ConfigError} for claims that the token has already: it would stay good
 */
export function tamper(token: string, claims: Overrides = { 'cognito:groups': ['admins'] }): string {
  refuseLostOptions(arguments, 2, 'tamper(token, claims) takes a token and claims');
  const [header, payload = '', signature] = token.split('.');
  const signed = JSON.parse(new TextDecoder().decode(base64url.decode(payload)));
  const changed = segment({ ...signed, ...claims });
  if (changed === segment(signed)) {
    throw new ConfigError('tamper makes a forgery, and these claims are those of the token already: give others');
  }
  return [header, changed, signature].join('.');
}
