import { ConfigError } from '../errors.ts';
import { showText, textOf } from './option-checks.ts';

/**
 * What the requests of Node, Express, Fastify and Koa have themselves, or get from session and cookie middleware. To overwrite one
 * would break the host, or change what the next reader of the request sees.
 */
const NAMES_OF_REQUESTS = `
  aborted addListener app append asIndexedPairs assert attachment authority back baseUrl body charset client closed
  complete compileValidationSchema compose connection cookies ctx destroy destroyed drop emit errored etag eventNames
  every filter find flatMap flushHeaders forEach fresh host hostname href id idempotent inspect ip ips iterator
  joinDuplicateHeaders lastModified length log map mediaType message method next off once onerror origin originalUrl
  param params path pause pipe port protocol push query querystring range redirect reduce reply req request res
  response resume route routeOptions scheme search secret secure server session sessionID sessionStore signal
  signedCookies socket some stale state stream subdomains take throw toArray toJSON type unpipe unshift upgrade url
  URL validateInput vary wrap writable xhr
`;

/** Their private names, and words that many of their names begin with, such as `httpVersion` and `setTimeout`. */
const FIRST_WORDS =
  /^(_|(accepts?|get|has|headers?|http|is|listeners?|on|prepend|raw|read|readable|remove|set|status|trailers?)(?![a-z]))/;

/** A name for the property that the result is put on. */
export function propertyOf(value: unknown): string {
  const name = textOf('property', value);
  const isTaken = name in Object.prototype || NAMES_OF_REQUESTS.split(/\s+/).includes(name) || FIRST_WORDS.test(name);
  if (isTaken || !/^[A-Za-z$][\w$]*$/.test(name)) {
    throw new ConfigError(`property must be a name that the request does not use itself, not ${showText(name)}`);
  }
  return name;
}
