export const LONGEST_CRUD = 240;

const HOUR = 3_600_000;
/** How long a crud lives. The front end sends one of these words. */
export const LIFETIMES = { '1h': HOUR, '1d': 24 * HOUR, '7d': 7 * 24 * HOUR, '30d': 30 * 24 * HOUR } as const;
export type Lifetime = keyof typeof LIFETIMES;

export interface CrudInput {
  readonly text: string;
  readonly expiresIn: Lifetime;
}

export type CheckedInput = { readonly input: CrudInput } | { readonly fields: Readonly<Record<string, string>> };

const KNOWN_FIELDS = ['text', 'expires_in'];
// Control and format characters, except the line break: with them a crud could hide text or reverse its direction.
const INVISIBLE = /[^\P{C}\n]/u;

/** Checks a posted crud. There is no field for the author, who is the `sub` of the verified token. */
export function checkCrudInput(body: unknown): CheckedInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { fields: { text: 'Send a JSON object with text and expires_in' } };
  }
  const { text, expires_in: expiresIn = '7d' } = body as Record<string, unknown>;
  const fields: Record<string, string> = {};
  for (const name of Object.keys(body)) {
    if (!KNOWN_FIELDS.includes(name)) fields[name] = 'Not a field of a crud';
  }
  const problem = problemOfText(text);
  if (problem !== undefined) fields.text = problem;
  if (!isLifetime(expiresIn)) fields.expires_in = `One of ${Object.keys(LIFETIMES).join(', ')}`;
  if (Object.keys(fields).length > 0 || typeof text !== 'string' || !isLifetime(expiresIn)) return { fields };
  return { input: { text: text.trim(), expiresIn } };
}

function problemOfText(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.trim() === '') return 'Write something first';
  // Counted in code points, because a member sees an emoji as one character and not as two UTF-16 units.
  if ([...text.trim()].length > LONGEST_CRUD) return `At most ${LONGEST_CRUD} characters`;
  if (INVISIBLE.test(text.replace(/[\u200D\uFE0F]/gu, ''))) return 'No control characters';
  return undefined;
}

function isLifetime(value: unknown): value is Lifetime {
  return typeof value === 'string' && Object.hasOwn(LIFETIMES, value);
}
