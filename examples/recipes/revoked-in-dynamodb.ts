// What is revoked, in a DynamoDB table, for AWS Lambda: a function sleeps between requests and can follow no Redis server. One
// BatchGetItem for each use of a token. A Scan or a Query would grow with the table.
//
// The table has the partition key `id` (a string) and no sort key; its time-to-live attribute is `until`. DynamoDB deletes days
// late, which does no harm: what an item names has expired by then.
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { VerifiedToken } from 'cognito-guard';

/** The longest lifetime that Cognito gives an access token, and an hour that verifiers may forgive. */
const LONGEST_LIFE_SECONDS = 90_000;
/** The verifier answers 503 after a second, so nobody waits for longer. */
const LONGEST_ANSWER_MS = 900;

/** Two functions may revoke the same at the same moment: the later `before` stays, whoever writes last. */
const UNLESS_LATER = {
  ConditionExpression: 'attribute_not_exists(id) OR #before < :before',
  ExpressionAttributeNames: { '#before': 'before' },
};

/** One of the three. `user` and `client` are revoked as far as their tokens were issued until now, a session as a whole. */
export type Revoked = { readonly session: string } | { readonly user: string } | { readonly client: string };

/** `createCognitoVerifier({ .., isRevoked })`. The function needs `dynamodb:BatchGetItem`, and to revoke `dynamodb:PutItem`. */
export function createDynamoDbRevocation(dynamoDb: DynamoDBClient, table: string) {
  async function isRevoked({ token_use, claims }: VerifiedToken): Promise<boolean> {
    const ids = [`user#${claims.sub}`, `client#${token_use === 'id' ? claims.aud : claims.client_id}`];
    if (claims.origin_jti !== undefined) ids.push(`session#${claims.origin_jti}`);
    // Consistent, because whoever has signed out expects it of the next request: an eventual read may miss what was written a moment
    // ago. It costs a whole read unit for each key instead of half of one. Where a second is nothing to you, leave it out.
    const Keys = ids.map((id) => ({ id: { S: id } }));
    const { Responses, UnprocessedKeys = {} } = await dynamoDb.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
      { abortSignal: AbortSignal.timeout(LONGEST_ANSWER_MS) },
    );
    const items = Responses?.[table];
    // A key that was not read may be revoked. Thrown, it is a 503; taken for "not revoked", it would let everybody in under load.
    if (items === undefined || Object.keys(UnprocessedKeys).length > 0)
      throw new Error('DynamoDB did not read all keys');
    return items.some(({ before }) => !(claims.iat > Number(before?.N)));
  }

  async function revoke(entry: Revoked): Promise<void> {
    const [[kind, id] = []] = Object.entries(entry);
    const now = Math.floor(Date.now() / 1000);
    const until = now + LONGEST_LIFE_SECONDS;
    const before = kind === 'session' ? until : now;
    const Item = { id: { S: `${kind}#${id}` }, before: { N: String(before) }, until: { N: String(until) } };
    try {
      await dynamoDb.send(
        new PutItemCommand({
          TableName: table,
          Item,
          ...UNLESS_LATER,
          ExpressionAttributeValues: { ':before': Item.before },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  return { isRevoked, revoke };
}
