import type { Reason } from 'cognito-guard';

/** The reasons that fit each category (README.md, "Reasons"). A control is refused for none. */
export const REASONS_BY_CATEGORY: Readonly<Record<string, readonly Reason[]>> = {
  control: [],
  structure: ['token_malformed', 'token_too_large', 'token_missing'],
  'header-json': ['token_malformed', 'algorithm_not_allowed'],
  algorithm: ['algorithm_not_allowed', 'signature_invalid', 'token_malformed'],
  'key-selection': ['token_malformed', 'key_unknown', 'signature_invalid', 'token_too_large'],
  crit: ['token_malformed'],
  'payload-json': ['claims_malformed', 'token_too_large', 'token_malformed', 'signature_invalid'],
  claims: [
    'issuer_unknown',
    'claims_malformed',
    'token_use_mismatch',
    'client_mismatch',
    'token_expired',
    'token_not_yet_valid',
    'group_missing',
    'scope_missing',
  ],
  tenant: ['issuer_unknown', 'key_unknown', 'signature_invalid'],
  jwe: ['refresh_token'],
};

/** What this library decided where the corpus leaves the verdict open, and why. */
export const POLICY: Readonly<Record<string, readonly [verdict: 'accept' | Reason, why: string]>> = {
  'HJS-11': ['accept', 'the last of duplicate names wins, as JSON.parse has it: the header says RS256'],
  'HJS-13': ['accept', 'the last of duplicate names wins'],
  'HJS-15': ['accept', 'a __proto__ member is an unknown header parameter, and own members alone are read'],
  'CRT-18': ['accept', 'cty is ignored and nothing nested is ever opened'],
  'CRT-19': ['accept', 'Cognito sends no typ, and token_use tells the kinds of token apart'],
  'PJS-10': ['claims_malformed', 'one token, one spelling: JSON has no BOM'],
  'PJS-16': ['accept', 'the last of duplicate names wins; there is no check of a longest lifetime'],
  'PJS-18': ['accept', 'the last of duplicate names wins'],
  'PJS-19': ['accept', 'the __proto__ member is removed before anyone sees the claims'],
  'CLM-61': ['accept', 'finite, and a lifetime is for the pool to set'],
  'CLM-63': ['accept', 'finite, and no date is ever made of it'],
  'CLM-71': ['accept', 'iat is a finite number; nothing is decided by it'],
  'CLM-72': ['claims_malformed', 'Cognito always sends iat'],
  'CLM-73': ['claims_malformed', 'Cognito always sends sub, and every application reads it'],
};
