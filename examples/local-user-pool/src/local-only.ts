import type { IncomingHttpHeaders } from 'node:http';
import { type Handler, json } from './http.ts';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * For every route. Binding to loopback is not enough: a web page that the user visits can reach 127.0.0.1 under a host name of its
 * own that resolves to it (DNS rebinding), and then reads the answers, because to the browser they are of its own origin.
 */
export function forThisMachine(handler: Handler): Handler {
  return (call) => (isAddressedByThisMachine(call.headers) ? handler(call) : json(403, ONLY_FROM_HERE));
}

/** For routes that show what is private: a page of another origin may not even send the request. */
export function fromThisOrigin(handler: Handler): Handler {
  return (call) => (isSameOrigin(call.headers) ? handler(call) : json(403, ONLY_FROM_HERE));
}

const ONLY_FROM_HERE = { message: 'Only from this machine' };

function isAddressedByThisMachine(headers: IncomingHttpHeaders): boolean {
  const hosts = [headers.host, headers['x-forwarded-host']].flat().filter((host) => host !== undefined);
  return hosts.length > 0 && hosts.every((host) => LOOPBACK.test(host));
}

/** The browser itself sets `Sec-Fetch-Site`, and no page can change it; `none` means that the user typed the address. */
export function isSameOrigin({ host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
}
