// A process with a list that follows a server: `following-process.ts client port`. It does what its parent asks.

import type { VerifiedToken } from '../../../src/result.ts';
import { createRevocationList } from '../../../src/revocation/create-revocation-list.ts';
import { followRedis } from '../../../src/revocation/follow-redis.ts';
import type { Answer, Question } from './follower-process.ts';
import { CLIENTS, createClient } from './redis-clients.ts';

const [wanted, port] = process.argv.slice(2);
const client = CLIENTS.find((name) => name === wanted);
if (client === undefined) throw new Error(`There is no client ${wanted}`);

const list = createRevocationList();
/** When each user was heard of: by the clock that all processes of a machine share. */
const now = () => performance.timeOrigin + performance.now();
const heardAt = new Map<string, number>();
list.onRevoked((entry) => {
  if ('user' in entry && !heardAt.has(entry.user)) heardAt.set(entry.user, now());
});

function isRefused(sub: string): boolean | undefined {
  const iat = Math.floor(Date.now() / 1000) - 3_600;
  const claims = { sub, client_id: 'app', iat, exp: iat + 7_200 };
  try {
    return list.isRevoked({ token_valid: true, token_use: 'access', claims, token: '' } as unknown as VerifiedToken);
  } catch {
    return undefined;
  }
}

async function answerTo(question: Question): Promise<Answer> {
  if (question.ask === 'revoke') {
    const startedAt = now();
    const acknowledged = await list.revoke({ user: question.user }).then(
      () => true,
      () => false,
    );
    return { acknowledged, startedAt };
  }
  return { refused: question.users.map(isRefused), heardAt: question.users.map((user) => heardAt.get(user)) };
}

process.on('message', (question: Question & { readonly number: number }) => {
  void answerTo(question).then((answer) => process.send?.({ ...answer, number: question.number }));
});
process.on('disconnect', () => process.exit());
await followRedis(list, createClient(client, Number(port)));
process.send?.('in step');
