import { ConfigError } from '../errors.ts';

// Each check gives back the value it was asked about, or throws a ConfigError that names the option.

/**
 * A copy without prototype, so that a polluted Object.prototype cannot set an option. Unknown names are refused, and so is
 * a name given as undefined: a setting that was not found must not turn a check off.
 */
export function record<T extends object>(
  name: string,
  given: unknown,
  allowed: readonly string[],
  defaults: Partial<T> = {},
): T {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ConfigError(`${name} must be an object with any of: ${allowed.join(', ')}`);
  }
  const unknownName = Object.keys(given).find((key) => !allowed.includes(key));
  if (unknownName !== undefined) {
    throw new ConfigError(`${name} has an unknown member '${unknownName}'; known are: ${allowed.join(', ')}`);
  }
  const missing = Object.keys(given).find((key) => Reflect.get(given, key) === undefined);
  if (missing !== undefined) {
    throw new ConfigError(
      `${name}.${missing} is undefined: was a setting not found? Where it is optional, leave it out`,
    );
  }
  // The one cast: members are still unchecked, and each is checked by name where it is read.
  return { __proto__: null, ...defaults, ...given } as unknown as T;
}

export function text(name: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') throw new ConfigError(`${name} must be a non-empty string`);
  return value;
}

export function number(name: string, value: unknown, { min = 0, max = Number.MAX_VALUE, whole = false }): number {
  const fits = typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
  if (!fits) {
    const range = max === Number.MAX_VALUE ? `${min} or more` : `${min} to ${max}`;
    throw new ConfigError(`${name} must be a finite ${whole ? 'whole ' : ''}number, ${range}`);
  }
  return value;
}

export function callable<F>(name: string, value: F): F {
  if (typeof value !== 'function') throw new ConfigError(`${name} must be a function`);
  return value;
}

/** With `query` the URL is fetched as it is; without, a path is added to it and it is compared with `iss`. */
export function url(name: string, value: unknown, { query }: { query: boolean }): string {
  const address = text(name, value);
  const wanted = `${name} must be an absolute https: URL without ${query ? '' : 'query, closing slash or '}fragment (http: on loopback only)`;
  let parsed: URL;
  try {
    parsed = new URL(address);
  } catch (cause) {
    throw new ConfigError(wanted, { cause });
  }
  const loopback = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(parsed.hostname);
  const secure = parsed.protocol === 'https:' || (parsed.protocol === 'http:' && loopback);
  const foreign = query ? /[#\s]/ : /[?#\s]|\/$/;
  if (!secure || foreign.test(address) || parsed.username !== '' || parsed.password !== '')
    throw new ConfigError(wanted);
  return address;
}
