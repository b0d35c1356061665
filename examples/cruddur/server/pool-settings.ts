import { type CognitoVerifier, createCognitoVerifier, type VerifiedToken } from 'cognito-guard';

/** What the back end has to know about the user pool. For a real pool that is two IDs, neither of them secret. */
export interface PoolSettings {
  readonly userPoolId: string;
  readonly clientId: string;
  /** The rest is for local pools only: their issuer is an http address, and tests move their clock. */
  readonly emulator?: { readonly issuer: string; readonly jwksUri?: string };
  readonly now?: () => number;
}

export interface Verifiers {
  /** For every route but one. */
  readonly access: CognitoVerifier<'access'>;
  /** For `POST /api/profile` only, which stores the member's name: an access token has no name in it. */
  readonly id: CognitoVerifier<'id'>;
}

/** Both ask `isRevoked`, or a member who was signed out everywhere could still change their name. */
export function createVerifiers(pool: PoolSettings, isRevoked: (auth: VerifiedToken) => boolean): Verifiers {
  return {
    access: createCognitoVerifier({ ...pool, isRevoked, tokenUse: 'access' }),
    id: createCognitoVerifier({ ...pool, isRevoked, tokenUse: 'id' }),
  };
}
