import { invalidParameter } from './errors.ts';

/** As `Schema` in `aws/template.yaml`. */
const REQUIRED = ['email', 'name', 'preferred_username'];
/** What the app client may write. */
export const WRITABLE: readonly string[] = ['name', 'preferred_username'];

export function requireSchema(given: Readonly<Record<string, string>>): void {
  const missing = REQUIRED.find((name) => !given[name]);
  if (missing) {
    throw invalidParameter(
      `Attributes did not conform to the schema: ${missing}: The attribute ${missing} is required`,
    );
  }
  const unknown = Object.keys(given).find((name) => !REQUIRED.includes(name));
  if (unknown) throw invalidParameter(`Attributes did not conform to the schema: ${unknown}: unknown to this pool`);
  requireLengths(given);
}

export function requireLengths(given: Readonly<Record<string, string>>): void {
  const long = Object.entries(given).find(([, value]) => value.length > 2_048);
  if (long) throw invalidParameter(`Attributes did not conform to the schema: ${long[0]}: longer than 2048 characters`);
}
