import type { PoolContext } from '../pool-context.ts';
import type { User } from '../users.ts';
import type { GoogleAccount } from './pages.ts';

export const PRETEND_ACCOUNTS: readonly GoogleAccount[] = [
  { id: '117', name: 'Lore', email: 'lore@omicron-theta.example' },
  { id: '118', name: 'Garek', email: 'garek@promenade.example' },
];

/** As at Cognito, the user name and the group of a federated user name the identity provider. */
export function signInWithPretendGoogle(pool: PoolContext, accountId: string): User | undefined {
  const account = PRETEND_ACCOUNTS.find(({ id }) => id === accountId);
  if (!account) return undefined;
  const { id, name, email } = account;
  const attributes = { email, email_verified: 'true', name, preferred_username: name.toLowerCase() };
  const identity = { userId: id, providerName: 'Google', dateCreated: pool.now() };
  return pool.users.addFederated(identity, attributes, `${pool.userPoolId}_Google`);
}
