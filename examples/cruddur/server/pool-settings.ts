import { type CognitoVerifier, createCognitoVerifier } from 'cognito-guard';

/** What the back end has to know of the user pool. Of a real one: its ID and the app client's, and nothing else. */
export interface PoolSettings {
  readonly userPoolId: string;
  readonly clientId: string;
  /** An emulator alone needs the rest: its issuer is http on loopback, its clock can be moved. */
  readonly issuer?: string;
  readonly jwksUri?: string;
  readonly now?: () => number;
}

export interface Verifiers {
  /** For everything a member does. */
  readonly access: CognitoVerifier<'access'>;
  /** For one thing only: who the member is, by name. An access token names nobody. */
  readonly id: CognitoVerifier<'id'>;
}

export function createVerifiers(pool: PoolSettings): Verifiers {
  return {
    access: createCognitoVerifier({ ...pool, tokenUse: 'access' }),
    id: createCognitoVerifier({ ...pool, tokenUse: 'id' }),
  };
}
