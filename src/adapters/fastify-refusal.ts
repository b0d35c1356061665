import type { FastifyReply } from 'fastify';
import { besidePresent, HEADERS_OF_ANOTHER_BODY, type HttpRefusal } from '../http/challenge.ts';
import type { Reason } from '../reasons.ts';
import type { RejectedToken } from '../result.ts';

/**
 * What the hook throws, so that `setErrorHandler` and `@fastify/auth` keep working: known by its `name`. Fastify itself sends
 * `statusCode`, `code` (the reason), `error` and `message`; a handler of yours may send `body`.
 */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  readonly statusCode: number;
  readonly code: Reason;
  readonly reason: Reason;
  readonly body: HttpRefusal['body'];

  constructor({ message, reason }: RejectedToken, { status, body }: HttpRefusal) {
    super(message);
    this.statusCode = status;
    this.code = reason;
    this.reason = reason;
    this.body = body;
  }
}

/**
 * Adds the refusal's headers to the answer, if it is this refusal that is answered: with `@fastify/auth` another strategy may still let
 * the request in, or be the one that refuses it. So nothing is done before this very error is sent.
 */
export function addWhenSent(reply: FastifyReply, refused: RefusedRequest, refusal: HttpRefusal): void {
  const { send } = reply;
  reply.send = function sendAndAdd(this: FastifyReply, payload?: unknown) {
    if (payload === refused) {
      // Fastify's own error handler sends the error once more.
      reply.send = send;
      for (const name of HEADERS_OF_ANOTHER_BODY) reply.removeHeader(name);
      addToAnswer(reply, refusal);
    }
    return Reflect.apply(send, this, [payload]);
  } as typeof send;
}

/**
 * Adds them as late as they can be, and only where the status is still the refusal's. A custom error handler loses the headers of an
 * error, and may make a redirect of it, on which those that were set before would stay.
 */
function addToAnswer({ raw }: FastifyReply, { status, headers }: HttpRefusal): void {
  const { writeHead } = raw;
  raw.writeHead = function writeHeadOfRefusal(this: typeof raw, statusCode: number, ...rest: (string | object)[]) {
    raw.writeHead = writeHead;
    if (statusCode !== status) return Reflect.apply(writeHead, this, [statusCode, ...rest]);
    // Fastify hands its headers over as the last argument, in small letters. Those of a stream are on `raw` already. An
    // error handler of yours may write a status text, and no headers.
    const statusText = rest.filter((argument) => typeof argument === 'string');
    const given = headersOf(rest.find((argument) => typeof argument === 'object'));
    for (const { 0: name, 1: value } of Object.entries(headers)) {
      const present = given[name.toLowerCase()] ?? raw.getHeader(name);
      given[name.toLowerCase()] = besidePresent(name, value, present);
    }
    return Reflect.apply(writeHead, this, [statusCode, ...statusText, given]);
  } as typeof writeHead;
}

/** The headers of a call of writeHead, which takes an object, or names and values in turn. */
function headersOf(given: object = {}): Record<string, unknown> {
  if (!Array.isArray(given)) return { ...given };
  const headers: Record<string, unknown> = {};
  for (let at = 0; at < given.length; at += 2) {
    const name = String(given[at]).toLowerCase();
    headers[name] = headers[name] === undefined ? given[at + 1] : [headers[name], given[at + 1]].flat();
  }
  return headers;
}
