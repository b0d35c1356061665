import { awsJwtVerify } from '../contenders/aws-jwt-verify.ts';
import { cognitoGuard } from '../contenders/cognito-guard.ts';
import { fastJwt } from '../contenders/fast-jwt.ts';
import { jose } from '../contenders/jose.ts';
import { jsonwebtoken } from '../contenders/jsonwebtoken.ts';
import type { Fixture } from '../measure/fixture.ts';
import { type Case, compareRows } from './case.ts';

const refused = (inFlight: number, tokensOf: (fixture: Fixture) => readonly string[]): Case['run'] => {
  return async (fixture, effort) => {
    const contenders = [
      await cognitoGuard(fixture),
      ...awsJwtVerify(fixture),
      jose(fixture),
      fastJwt(fixture),
      jsonwebtoken(fixture),
    ];
    return compareRows(contenders, tokensOf(fixture), { ...effort, inFlight, expected: 'refused' });
  };
};

/** Each with the signature of the next token: of the right form and size, so that the whole check must be done. */
function forged({ access }: Fixture): readonly string[] {
  const contentOf = (token = '') => token.slice(0, token.lastIndexOf('.'));
  const signatureOf = (token = '') => token.slice(token.lastIndexOf('.'));
  return access.slice(0, 2_000).map((token, index) => contentOf(token) + signatureOf(access[index + 1]));
}

/** What scanners and broken clients send. */
const junk = () => [
  'null',
  'undefined',
  'admin',
  'a.b.c',
  'eyJhbGciOiJub25lIn0.e30.',
  '../../etc/passwd',
  '.'.repeat(64),
];

export const forgedSignature: Case = { title: 'Forged signature under a known kid', run: refused(64, forged) };
export const unknownKid: Case = { title: 'Unknown kid', run: refused(64, ({ unknownKid }) => unknownKid) };
export const junkTokens: Case = { title: 'Junk', run: refused(1, junk) };
