import type { FastifyReply } from 'fastify';
import { besidePresent, type HttpRefusal } from '../http/challenge.ts';
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
 * Adds the refusal's headers when the answer is sent, and only if it has the refusal's status: with `@fastify/auth` another strategy
 * may still let the request in. Neither headers that are set now nor those of an error would do, because the former
 * stay on an answer that another strategy wins, and a custom error handler loses the latter.
 */
export function addToAnswer({ raw }: FastifyReply, { status, headers }: HttpRefusal): void {
  const { writeHead } = raw;
  raw.writeHead = function writeHeadOfRefusal(this: typeof raw, statusCode: number, ...rest: (string | object)[]) {
    raw.writeHead = writeHead;
    if (statusCode !== status) return Reflect.apply(writeHead, this, [statusCode, ...rest]);
    // Fastify hands its headers over as the last argument, in small letters. Those of a stream are on `raw` already. An
    // error handler of yours may write a status text, and no headers.
    const statusText = rest.filter((argument) => typeof argument === 'string');
    const given = headersOf(rest.find((argument) => typeof argument === 'object'));
    for (const [name, value] of Object.entries(headers)) {
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
