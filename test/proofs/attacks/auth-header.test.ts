import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { authenticateRequest, createCognitoVerifier, type RequestLike } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/express';
import { authenticate as authenticateWebRequest } from 'cognito-guard/fetch';
import { createTestUserPool, tamper } from 'cognito-guard/testing';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { timesAsLong } from '../../support/relative-time.ts';

const pool = await createTestUserPool();
const verifier = createCognitoVerifier({ ...pool.verifierOptions, tokenUse: 'access' });
const good = await pool.accessToken();
const evil = tamper(good);

/** A JavaScript host may hand over anything as headers. */
async function outcomeOf(headers: unknown): Promise<string> {
  const result = await authenticateRequest(verifier, { headers } as RequestLike);
  return result.token_valid ? 'accepted' : result.reason;
}

describe('one Authorization value', () => {
  it.each([
    ['HDR-01', 'the scheme in lower case', `bearer ${good}`, 'accepted'],
    ['HDR-02', 'the scheme in upper case', `BEARER ${good}`, 'accepted'],
    ['HDR-03', 'two spaces', `Bearer  ${good}`, 'accepted'],
    ['HDR-04', 'a tab after the scheme', `Bearer\t${good}`, 'request_malformed'],
    ['HDR-05', 'no token', 'Bearer', 'token_missing'],
    ['HDR-06', 'an empty token', 'Bearer ', 'token_missing'],
    ['HDR-07', 'no separator', `Bearer${good}`, 'request_malformed'],
    ['HDR-08', 'another scheme', `Basic ${good}`, 'token_missing'],
    ['HDR-09', 'the DPoP scheme', `DPoP ${good}`, 'token_missing'],
    ['HDR-10', 'extra words', `Bearer ${good} extra`, 'request_malformed'],
    ['HDR-11', 'two tokens, the good one first', `Bearer ${good}, Bearer ${evil}`, 'request_malformed'],
    ['HDR-12', 'two tokens, the bad one first', `Bearer ${evil}, Bearer ${good}`, 'request_malformed'],
    ['HDR-17', 'a no-break space as separator', `Bearer\u00a0${good}`, 'request_malformed'],
    ['HDR-18', 'a quoted token', `Bearer "${good}"`, 'request_malformed'],
    ['HDR-20', 'the scheme twice', `Bearer Bearer ${good}`, 'request_malformed'],
  ])('%s: %s', async (_id, _title, authorization, outcome) => {
    expect(await outcomeOf({ authorization })).toBe(outcome);
  });

  it('HDR-11 and HDR-12: also as a web request joins two fields', async () => {
    const headers = new Headers();
    headers.append('authorization', `Bearer ${good}`);
    headers.append('authorization', `Bearer ${evil}`);
    const result = await authenticateWebRequest(verifier)(new Request('https://api.example.com/', { headers }));
    expect(result).toMatchObject({ token_valid: false, reason: 'request_malformed' });
  });
});

it('HDR-13: an array is read only if it holds exactly one value', async () => {
  expect(await outcomeOf({ authorization: [`Bearer ${good}`, `Bearer ${evil}`] })).toBe('request_malformed');
  expect(await outcomeOf({ authorization: [] })).toBe('request_malformed');
  expect(await outcomeOf({ authorization: [`Bearer ${good}`] })).toBe('accepted');
});

it('HDR-14: two Authorization lines are refused, though Node keeps the first silently', async () => {
  const app = express();
  app.use(requireAuth(verifier));
  app.use((_request, response) => void response.send('in'));
  const answer = await sendRaw(app, [`Authorization: Bearer ${good}`, `authorization: Bearer ${evil}`]);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(await sendRaw(app, [`Authorization: Bearer ${good}`])).toMatch(/^HTTP\/1\.1 200 /);
});

it('HDR-15: a token in the query is never read', async () => {
  const ask = authenticateWebRequest(verifier);
  const url = `https://api.example.com/?access_token=${good}`;
  expect(await ask(new Request(url))).toMatchObject({ reason: 'token_missing' });
  expect(await ask(new Request(url, { headers: { authorization: `Bearer ${evil}` } }))).toMatchObject({
    reason: 'signature_invalid',
  });
});

it('HDR-16: the header decides, and a bad one never falls back to a cookie', async () => {
  const cookie = `access_token=${good}; CognitoIdentityServiceProvider.accessToken=${good}`;
  expect(await outcomeOf({ authorization: `Bearer ${evil}`, cookie })).toBe('signature_invalid');
  expect(await outcomeOf({ cookie })).toBe('token_missing');
  expect(await outcomeOf({ authorization: `Bearer ${good}`, cookie: `access_token=${evil}` })).toBe('accepted');
});

it('HDR-19: 50,000 spaces are read in linear time', async () => {
  const read = (spaces: number) => async () => {
    expect(await outcomeOf({ authorization: `Bearer${' '.repeat(spaces)}x` })).toBe('token_malformed');
  };
  // Ten times as many spaces take at most ten times as long; if matching were quadratic, a hundred times.
  expect(await timesAsLong(read(50_000), read(5_000))).toBeLessThan(40);
});

it.each([
  [42, 'request_malformed'],
  [{}, 'request_malformed'],
  [true, 'request_malformed'],
  [undefined, 'token_missing'],
  [null, 'token_missing'],
])('HDR-21: a header that is %j is answered, not thrown', async (authorization, reason) => {
  expect(await outcomeOf({ authorization })).toBe(reason);
});

it('HDR-22: an inherited header is no header', async () => {
  expect(await outcomeOf(Object.create({ authorization: `Bearer ${good}` }))).toBe('token_missing');
});

it("HDR-23: a plain object may keep the client's case, but two spellings that differ are refused", async () => {
  expect(await outcomeOf({ Authorization: `Bearer ${good}` })).toBe('accepted');
  expect(await outcomeOf({ authorization: `Bearer ${good}` })).toBe('accepted');
  expect(await outcomeOf({ Authorization: `Bearer ${good}`, authorization: `Bearer ${evil}` })).toBe(
    'request_malformed',
  );
});

/** By a bare socket: an HTTP client would not send one field twice. */
async function sendRaw(app: express.Express, lines: readonly string[]): Promise<string> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.end(['GET / HTTP/1.1', 'Host: localhost', 'Connection: close', ...lines, '', ''].join('\r\n'));
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  await new Promise((resolve) => server.close(resolve));
  return answer;
}
