import { randomUUID } from 'node:crypto';
import { CognitoError } from './errors.ts';
import type { Answer, Handler } from './http.ts';
import type { PoolContext } from './pool-context.ts';
import { callOperation } from './protocol.ts';

/** `POST /`: the AWS JSON 1.1 protocol. */
export function apiRoute(pool: PoolContext): Handler {
  return async ({ headers, body }) => {
    try {
      const target = headers['x-amz-target'];
      return amzJson(200, await callOperation(pool, typeof target === 'string' ? target : '', body));
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      return amzJson(400, { __type: error.name, message: error.message }, { 'x-amzn-errortype': error.name });
    }
  };
}

function amzJson(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID(), ...headers },
    body: JSON.stringify(body),
  };
}
