import { timingSafeEqual } from 'node:crypto';
import { invalidParameter, wrongCredentials } from '../errors.ts';
import { type Input, record, text } from '../input.ts';
import { afterPassword, checkPassword } from '../password-sign-in.ts';
import type { Operation, PoolContext } from '../pool-context.ts';
import { createServerKeys, readClientKey, sharedKey, signClaim } from '../srp.ts';
import { answerMfa, answerNewPassword } from './challenge-answers.ts';
import { refreshTokens } from './tokens.ts';

type Step = (pool: PoolContext, parameters: Input, input: Input) => object | Promise<object>;

const FLOWS: Readonly<Record<string, Step>> = {
  USER_SRP_AUTH: startSrp,
  USER_PASSWORD_AUTH: async (pool, parameters) =>
    afterPassword(pool, checkPassword(pool, text(parameters, 'USERNAME'), text(parameters, 'PASSWORD'))),
  REFRESH_TOKEN_AUTH: (pool, parameters) => refreshTokens(pool, text(parameters, 'REFRESH_TOKEN')),
  REFRESH_TOKEN: (pool, parameters) => refreshTokens(pool, text(parameters, 'REFRESH_TOKEN')),
};

const ANSWERS: Readonly<Record<string, Step>> = {
  PASSWORD_VERIFIER: verifyPassword,
  SOFTWARE_TOKEN_MFA: answerMfa,
  NEW_PASSWORD_REQUIRED: answerNewPassword,
};

export const initiateAuth: Operation = (pool, input) => {
  const flow = text(input, 'AuthFlow');
  const step = Object.hasOwn(FLOWS, flow) ? FLOWS[flow] : undefined;
  if (!step) throw invalidParameter(`${flow} flow not enabled for this client`);
  return step(pool, record(input, 'AuthParameters'), input);
};

export const respondToAuthChallenge: Operation = (pool, input) => {
  const name = text(input, 'ChallengeName');
  const step = Object.hasOwn(ANSWERS, name) ? ANSWERS[name] : undefined;
  if (!step) throw invalidParameter(`This pool has no challenge ${name}`);
  return step(pool, record(input, 'ChallengeResponses'), input);
};

/** The answer will name this attempt by its secret block and not by a `Session`, which older clients do not send. */
function startSrp(pool: PoolContext, parameters: Input): object {
  const typedName = text(parameters, 'USERNAME');
  const clientKey = readClientKey(text(parameters, 'SRP_A'));
  if (!clientKey) throw invalidParameter('SRP_A is not a number of the SRP group');
  const credential = pool.users.credentialOf(typedName);
  pool.passwordAttempts.requireUnlocked(credential.userId);
  const serverKeys = createServerKeys(credential.password);
  const secretBlock = pool.challenges.start({
    name: 'PASSWORD_VERIFIER',
    typedName,
    credential,
    clientKey,
    serverKeys,
  });
  return {
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeParameters: {
      USERNAME: credential.userId,
      USER_ID_FOR_SRP: credential.userId,
      SALT: credential.password.salt.toString('hex'),
      SRP_B: serverKeys.publicKey.toString('hex'),
      SECRET_BLOCK: secretBlock,
    },
  };
}

function verifyPassword(pool: PoolContext, responses: Input): object | Promise<object> {
  const secretBlock = text(responses, 'PASSWORD_CLAIM_SECRET_BLOCK');
  const attempt = pool.challenges.find(secretBlock, 'PASSWORD_VERIFIER', text(responses, 'USERNAME'));
  // One guess per attempt: the next guess needs a new secret block.
  pool.challenges.end(secretBlock);
  const { user, userId, password } = attempt.credential;
  pool.passwordAttempts.requireUnlocked(userId);

  const key = sharedKey(attempt.clientKey, attempt.serverKeys, password);
  const timestamp = text(responses, 'TIMESTAMP');
  const expected = signClaim(key, { poolName: pool.poolName, userId, secretBlock, timestamp });
  const given = Buffer.from(text(responses, 'PASSWORD_CLAIM_SIGNATURE'), 'base64');
  const isRight = given.length === expected.length && timingSafeEqual(given, expected);
  if (!isRight || !user) {
    pool.passwordAttempts.failed(userId);
    throw wrongCredentials();
  }
  pool.passwordAttempts.forget(userId);
  return afterPassword(pool, user);
}
