import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createCognitoVerifier } from 'cognito-guard';
import dynalite from 'dynalite';
import { describe, expect, it } from 'vitest';
import { createDynamoDbRevocation, type Revoked } from '../revoked-in-dynamodb.ts';
import { AwsError, clientOptions, serveAwsJson } from './aws-json.ts';
import { listen } from './loopback.ts';
import { pool } from './recipe-contract.ts';

const TABLE = 'revocations';
const clientAt = (endpoint: string) => new DynamoDBClient(clientOptions(endpoint));

function startWith(dynamoDb: DynamoDBClient) {
  const { isRevoked, revoke } = createDynamoDbRevocation(dynamoDb, TABLE);
  const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: ['access', 'id'], isRevoked });
  async function reasonOf(token: string) {
    const result = await verifier.verify(token);
    return result.token_valid ? 'good' : result.reason;
  }
  return { revoke, reasonOf };
}

const nowSeconds = () => Math.floor(Date.now() / 1000);

describe('revoked-in-dynamodb.ts, with a table', async () => {
  const dynamoDb = clientAt(await listen(dynalite({ createTableMs: 0 })));
  await dynamoDb.send(
    new CreateTableCommand({
      TableName: TABLE,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const { revoke, reasonOf } = startWith(dynamoDb);
  let users = 0;

  /** The claims of somebody whom no other test has. */
  function someone() {
    users += 1;
    return { sub: `user ${users}`, client_id: pool.clientId, origin_jti: `session ${users}` };
  }

  it.each<[kind: string, entryOf: (claims: ReturnType<typeof someone>) => Revoked]>([
    ['user', ({ sub }) => ({ user: sub })],
    ['session', ({ origin_jti }) => ({ session: origin_jti })],
  ])('refuses the tokens of a %s, access and ID, and nobody else', async (_kind, entryOf) => {
    const [claims, other] = [someone(), someone()];
    const { client_id: _, ...idClaims } = claims;
    const tokens = [await pool.accessToken(claims), await pool.idToken(idClaims)];
    for (const token of tokens) expect(await reasonOf(token)).toBe('good');
    await revoke(entryOf(claims));
    for (const token of tokens) expect(await reasonOf(token)).toBe('token_revoked');
    expect(await reasonOf(await pool.accessToken(other))).toBe('good');
  });

  it('refuses all tokens of an app client, those of machines too', async () => {
    const clientId = '1revokedclient0000000000000';
    const { isRevoked } = createDynamoDbRevocation(dynamoDb, TABLE);
    const options = { ...pool.verifierOptions, clientId, isRevoked } as const;
    const verifier = createCognitoVerifier({ ...options, tokenUse: ['access', 'id'] });
    const tokens = [
      await pool.machineToken({ sub: clientId, client_id: clientId }),
      await pool.accessToken({ ...someone(), client_id: clientId }),
      await pool.idToken({ aud: clientId }),
    ];
    for (const token of tokens) expect((await verifier.verify(token)).token_valid).toBe(true);
    await revoke({ client: clientId });
    for (const token of tokens) expect(await verifier.verify(token)).toMatchObject({ reason: 'token_revoked' });
  });

  it.each<[what: string, issuedAfter: number, entry: 'user' | 'session', reason: string]>([
    ['a user who signs in again', 2, 'user', 'good'],
    ['a session that somebody goes on refreshing', 2, 'session', 'token_revoked'],
  ])('judges %s', async (_what, issuedAfter, entry, reason) => {
    const claims = someone();
    await revoke(entry === 'user' ? { user: claims.sub } : { session: claims.origin_jti });
    const iat = nowSeconds() + issuedAfter;
    expect(await reasonOf(await pool.accessToken({ ...claims, iat, exp: iat + 3_600 }))).toBe(reason);
  });

  it('keeps the later time where two functions revoke the same user', async () => {
    const { sub } = someone();
    const id = { S: `user#${sub}` };
    const later = { N: String(nowSeconds() + 60) };
    await dynamoDb.send(new PutItemCommand({ TableName: TABLE, Item: { id, before: later, until: later } }));
    await revoke({ user: sub });
    const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: TABLE, Key: { id } }));
    expect(Item?.before).toEqual(later);
  });

  it('revokes a user a second time', async () => {
    const { sub } = someone();
    const id = { S: `user#${sub}` };
    const earlier = { N: String(nowSeconds() - 60) };
    await dynamoDb.send(new PutItemCommand({ TableName: TABLE, Item: { id, before: earlier, until: earlier } }));
    const token = await pool.accessToken({ sub });
    expect(await reasonOf(token)).toBe('good');
    await revoke({ user: sub });
    expect(await reasonOf(token)).toBe('token_revoked');
  });

  it('keeps an item until no token that it names can be alive', async () => {
    const { sub } = someone();
    await revoke({ user: sub });
    const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: TABLE, Key: { id: { S: `user#${sub}` } } }));
    expect(Number(Item?.until?.N)).toBeGreaterThanOrEqual(Number(Item?.before?.N) + 86_400 + 3_600);
  });
});

describe('revoked-in-dynamodb.ts, by what DynamoDB answers', () => {
  const reads = (answer: (input: Record<string, unknown>) => object | Promise<object>) =>
    serveAwsJson({ BatchGetItem: answer });

  it('asks once, for three keys, consistently', async () => {
    const asked: unknown[] = [];
    const endpoint = await reads((input) => {
      asked.push(input);
      return { Responses: { [TABLE]: [] }, UnprocessedKeys: {} };
    });
    const token = await pool.accessToken({ sub: 'jane', origin_jti: 'session' });
    expect(await startWith(clientAt(endpoint)).reasonOf(token)).toBe('good');
    const ids = ['user#jane', `client#${pool.clientId}`, 'session#session'];
    const Keys = ids.map((id) => ({ id: { S: id } }));
    expect(asked).toEqual([{ RequestItems: { [TABLE]: { Keys, ConsistentRead: true } } }]);
  });

  const KEY = { id: { S: 'user#jane' } };
  const fail = (name: string, status?: number) => () => {
    throw new AwsError(name, status);
  };

  it.each<[what: string, answer: () => object | Promise<object>]>([
    ['has not read a key', () => ({ Responses: { [TABLE]: [] }, UnprocessedKeys: { [TABLE]: { Keys: [KEY] } } })],
    ['says nothing of the table', () => ({ Responses: {} })],
    ['has too much to do', fail('ProvisionedThroughputExceededException')],
    ['knows no such table', fail('ResourceNotFoundException')],
    ['is down', fail('InternalServerError', 500)],
    ['does not answer', () => new Promise(() => {})],
  ])('answers 503, and not 401, where it %s', async (_what, answer) => {
    const { reasonOf } = startWith(clientAt(await reads(answer)));
    expect(await reasonOf(await pool.accessToken())).toBe('revocation_unavailable');
  });

  it('refuses by an item whose time is no number', async () => {
    const endpoint = await reads(() => ({ Responses: { [TABLE]: [KEY] } }));
    expect(await startWith(clientAt(endpoint)).reasonOf(await pool.accessToken())).toBe('token_revoked');
  });

  it('tells whoever revokes that DynamoDB has not written it', async () => {
    const { revoke } = startWith(clientAt(await serveAwsJson({ PutItem: fail('InternalServerError', 500) })));
    await expect(revoke({ user: 'jane' })).rejects.toThrow('InternalServerError');
  });
});
