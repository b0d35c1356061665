import { CognitoError } from './errors.ts';
import { type Input, isRecord, optionalText } from './input.ts';
import { changePassword, getUser, updateUserAttributes } from './operations/account.ts';
import { associateSoftwareToken, setUserMfaPreference, verifySoftwareToken } from './operations/mfa.ts';
import { confirmForgotPassword, forgotPassword } from './operations/recover.ts';
import { initiateAuth, respondToAuthChallenge } from './operations/sign-in.ts';
import { confirmSignUp, resendConfirmationCode, signUp } from './operations/sign-up.ts';
import { getTokensFromRefreshToken, globalSignOut, revokeToken } from './operations/tokens.ts';
import type { Operation, PoolContext } from './pool-context.ts';

/** Cognito's operations by the names that `X-Amz-Target` carries. To add an operation, write it and add it here. */
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

/** AWS JSON 1.1: `X-Amz-Target` names the operation, input and output are JSON, an error is status 400 with a name. */
export async function callOperation(pool: PoolContext, target: string, body: string): Promise<object> {
  const name = target.startsWith(SERVICE) ? target.slice(SERVICE.length) : target;
  const operation = OPERATIONS.get(name);
  if (!operation) throw new CognitoError('UnknownOperationException', `This local pool does not know '${name}'.`);
  const input = parse(body);
  requireClient(pool, input);
  return operation(pool, input);
}

/** With an access token in the input, `ClientId` may be missing: the token names the client. */
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
