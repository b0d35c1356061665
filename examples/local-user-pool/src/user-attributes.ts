import { invalidParameter } from './errors.ts';

/** As `Schema` in `aws/template.yaml`. */
export const REQUIRED_ATTRIBUTES = ['email', 'name', 'preferred_username'];
/** What users may rewrite. Not the e-mail address: that takes a code sent to the new one, which Cruddur does not offer. */
export const WRITABLE: readonly string[] = ['name', 'preferred_username'];

export function requireSchema(given: Readonly<Record<string, string>>): void {
  const missing = REQUIRED_ATTRIBUTES.find((name) => !given[name]);
  if (missing) {
    throw invalidParameter(
      `Attributes did not conform to the schema: ${missing}: The attribute ${missing} is required`,
    );
  }
  const unknown = Object.keys(given).find((name) => !REQUIRED_ATTRIBUTES.includes(name));
  if (unknown) throw invalidParameter(`Attributes did not conform to the schema: ${unknown}: unknown to this pool`);
  requireLengths(given);
}

export function requireLengths(given: Readonly<Record<string, string>>): void {
  const long = Object.entries(given).find(([, value]) => value.length > 2_048);
  if (long) throw invalidParameter(`Attributes did not conform to the schema: ${long[0]}: longer than 2048 characters`);
}
