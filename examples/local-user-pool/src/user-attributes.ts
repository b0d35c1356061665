import { invalidParameter } from './errors.ts';

/**
 * The standard attributes that users may write. Not `phone_number`: this pool sends no SMS. Not `email` either, after the
 * sign-up: changing it takes a code to the new address, which this pool does not offer.
 */
export const WRITABLE_ATTRIBUTES: readonly string[] = [
  'address',
  'birthdate',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'picture',
  'preferred_username',
  'profile',
  'website',
  'zoneinfo',
];

export function requireSchema(required: readonly string[], given: Readonly<Record<string, string>>): void {
  const missing = required.find((name) => !given[name]);
  if (missing) {
    throw invalidParameter(
      `Attributes did not conform to the schema: ${missing}: The attribute ${missing} is required`,
    );
  }
  const unknown = Object.keys(given).find((name) => name !== 'email' && !WRITABLE_ATTRIBUTES.includes(name));
  if (unknown) throw invalidParameter(`Attributes did not conform to the schema: ${unknown}: unknown to this pool`);
  requireLengths(given);
}

export function requireLengths(given: Readonly<Record<string, string>>): void {
  const long = Object.entries(given).find(([, value]) => value.length > 2_048);
  if (long) throw invalidParameter(`Attributes did not conform to the schema: ${long[0]}: longer than 2048 characters`);
}
