import { CognitoError } from './errors.ts';
import { type Input, isRecord, optionalText } from './input.ts';
import { changePassword, getUser, updateUserAttributes } from './operations/account.ts';
import { associateSoftwareToken, setUserMfaPreference, verifySoftwareToken } from './operations/mfa.ts';
import { confirmForgotPassword, forgotPassword } from './operations/recover.ts';
import { initiateAuth, respondToAuthChallenge } from './operations/sign-in.ts';
import { confirmSignUp, resendConfirmationCode, signUp } from './operations/sign-up.ts';
import { getTokensFromRefreshToken, globalSignOut, revokeToken } from './operations/tokens.ts';
import type { Operation, PoolContext } from './pool-context.ts';

/** The part of Cognito's API that Cruddur uses, by its names on the wire. */
const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    SignUp: signUp,
    ConfirmSignUp: confirmSignUp,
    ResendConfirmationCode: resendConfirmationCode,
    InitiateAuth: initiateAuth,
    RespondToAuthChallenge: respondToAuthChallenge,
    GetTokensFromRefreshToken: getTokensFromRefreshToken,
    RevokeToken: revokeToken,
    GlobalSignOut: globalSignOut,
    ForgotPassword: forgotPassword,
    ConfirmForgotPassword: confirmForgotPassword,
    GetUser: getUser,
    UpdateUserAttributes: updateUserAttributes,
    ChangePassword: changePassword,
    AssociateSoftwareToken: associateSoftwareToken,
    VerifySoftwareToken: verifySoftwareToken,
    SetUserMFAPreference: setUserMfaPreference,
  }),
);

const SERVICE = 'AWSCognitoIdentityProviderService.';

/** AWS JSON 1.1: the operation in `X-Amz-Target`, its input and output as JSON, errors as status 400 with a name. */
export async function callOperation(pool: PoolContext, target: string, body: string): Promise<object> {
  const name = target.startsWith(SERVICE) ? target.slice(SERVICE.length) : target;
  const operation = OPERATIONS.get(name);
  if (!operation) throw new CognitoError('UnknownOperationException', `This local pool does not know '${name}'.`);
  const input = parse(body);
  requireClient(pool, input);
  return operation(pool, input);
}

/** An operation that carries an access token need not name the client: the token does. */
function requireClient(pool: PoolContext, input: Input): void {
  const clientId = optionalText(input, 'ClientId');
  const isNamedByToken = clientId === undefined && input.AccessToken !== undefined;
  if (isNamedByToken || clientId === pool.clientId) return;
  throw new CognitoError('ResourceNotFoundException', `User pool client ${clientId ?? ''} does not exist.`);
}

function parse(body: string): Input {
  try {
    const input: unknown = JSON.parse(body);
    if (isRecord(input)) return input;
  } catch {}
  throw new CognitoError('SerializationException', 'The request body is not a JSON object.');
}
