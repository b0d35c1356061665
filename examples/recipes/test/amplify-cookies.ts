import { DefaultTokenStore } from '@aws-amplify/auth/cognito';
import { CookieStorage } from '@aws-amplify/core';
import { decodeJWT } from '@aws-amplify/core/internals/utils';
import { pool } from './recipe-contract.ts';

/** A browser's cookies. Amplify writes them to `document.cookie`, one at a time, and reads them all together. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  set cookie(text: string) {
    const [, name = '', value = '', attributes = ''] = /^([^=]*)=([^;]*)(.*)$/.exec(text) ?? [];
    const [, expires] = /expires=([^;]*)/.exec(attributes) ?? [];
    if (expires !== undefined && Date.parse(expires) < Date.now()) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }

  /** Signs a user in as Amplify does: it writes its cookies itself, by its own code. */
  async signIn(username: string, accessToken: string): Promise<void> {
    const global: { document?: unknown } = globalThis;
    global.document = this;
    try {
      const store = new DefaultTokenStore();
      store.setKeyValueStorage(new CookieStorage());
      store.setAuthConfig({ Cognito: { userPoolId: pool.userPoolId, userPoolClientId: pool.clientId } });
      const idToken = decodeJWT(await pool.idToken({ 'cognito:username': username }));
      await store.storeTokens({ accessToken: decodeJWT(accessToken), idToken, username, clockDrift: 0 });
    } finally {
      delete global.document;
    }
  }
}
