import { ConfigError } from '../errors.ts';
import { showText, textOf } from './option-checks.ts';

/**
 * An absolute URL, to which a path can be added. `address`: it is used as it is, so it may have a query, and a slash at its end.
 * Plain `http:` is for loopback only. `http on any host`: the `emulator` option was used.
 */
export function urlOf(name: string, value: unknown, ...allowed: readonly ('address' | 'http on any host')[]): string {
  const isAddress = allowed.includes('address');
  const isEmulated = allowed.includes('http on any host');
  const text = textOf(name, value);
  const url = parseUrl(text);
  if (url !== undefined && url.username + url.password !== '') {
    throw new ConfigError(`${name} must be a URL without user name and password`);
  }
  const unwanted = isAddress ? /[#\s]/ : /[?#\s]|\/$/;
  if (url !== undefined && isSecure(url, isEmulated) && !unwanted.test(text)) return text;
  const without = isAddress ? 'fragment' : 'query, closing slash or fragment';
  const hosts = isEmulated ? 'or http:' : 'http: on loopback only';
  throw new ConfigError(`${name} must be an absolute https: URL without ${without} (${hosts}), not ${showUrl(text)}`);
}

/**
 * A URL in quotes, for a message. One with user name, query or fragment is not shown, for they may be secrets; of a text that
 * is no URL nobody knows where they begin.
 */
export function showUrl(text: string): string {
  return /[@?#]/.test(text) ? 'what was given (not shown, for it may hold a secret)' : showText(text);
}

function isSecure(url: URL, isEmulated: boolean): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && (isEmulated || isLoopback(url)));
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
