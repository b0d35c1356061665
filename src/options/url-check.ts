import { ConfigError } from '../errors.ts';
import { showText, textOf } from './option-checks.ts';

/**
 * An absolute URL, to which a path can be added. One that is used as it is, an `address`, may end in a slash and have a query.
 * Plain `http:` is for loopback only, unless the `emulator` option was used.
 */
export function urlOf(name: string, value: unknown, allowed: { form?: 'address'; http?: 'any host' } = {}): string {
  const { form, http } = allowed;
  const text = textOf(name, value);
  const url = parseUrl(text);
  if (url !== undefined && url.username + url.password !== '') {
    throw new ConfigError(`${name} must be a URL without user name and password`);
  }
  const unwanted = form === 'address' ? /[#\s]/ : /[?#\s]|\/$/;
  if (url !== undefined && isSecure(url, http) && !unwanted.test(text)) return text;
  const without = form === 'address' ? 'fragment' : 'query, closing slash or fragment';
  const hosts = http === 'any host' ? 'or http:' : 'http: on loopback only';
  throw new ConfigError(`${name} must be an absolute https: URL without ${without} (${hosts}), not ${showUrl(text)}`);
}

/**
 * A URL in quotes, for a message. One with user name, query or fragment is not shown, for they may be secrets; of a text that
 * is no URL nobody knows where they begin.
 */
export function showUrl(text: string): string {
  return /[@?#]/.test(text) ? 'what was given (not shown, for it may hold a secret)' : showText(text);
}

function isSecure(url: URL, http: 'any host' | undefined): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && (http === 'any host' || isLoopback(url)));
}

/** The URL, if the text is an absolute one. */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    // TypeError: not an absolute URL.
    return undefined;
  }
}

function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
