export interface TokenPair {
  readonly accessToken: string;
  readonly idToken: string;
}

/** The pool refuses to renew the tokens, and they are deleted. Thrown once: from then on nobody is signed in. */
export class SessionEnded extends Error {
  override readonly name = 'SessionEnded';
}
