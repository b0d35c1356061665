import { ConfigError } from '../errors.ts';
import { showText, textOf } from './option-checks.ts';

/** To overwrite one of them would change what the next reader of the request sees. */
const NAMES_OF_THE_REQUEST = [
  ...['headers', 'rawHeaders', 'headersDistinct', 'trailers', 'url', 'method', 'socket', 'connection', 'complete'],
  ...['raw', 'req', 'res', 'request', 'response', 'reply', 'next', 'app', 'server', 'route', 'log', 'id'],
  ...['body', 'query', 'params', 'cookies', 'path', 'host', 'hostname', 'ip', 'protocol', 'originalUrl', 'baseUrl'],
];

/** A name for the property that the result is put on. */
export function propertyOf(value: unknown): string {
  const name = textOf('property', value);
  if (!/^[A-Za-z_$][\w$]*$/.test(name) || name in Object.prototype || NAMES_OF_THE_REQUEST.includes(name)) {
    throw new ConfigError(`property must be a name that the request does not use itself, not ${showText(name)}`);
  }
  return name;
}
