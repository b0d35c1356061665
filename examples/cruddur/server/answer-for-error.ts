import type { Answer } from './service.ts';

export const NOT_FOUND: Answer = {
  status: 404,
  body: { error: 'not_found', error_description: 'There is nothing at this address' },
};

/** Frameworks throw with a 4xx status for a body that is no JSON or too large. Anything else is a bug in Cruddur. */
export function answerForError(error: unknown): Answer {
  const status = statusOf(error);
  if (status >= 400 && status < 500) {
    return { status, body: { error: 'bad_request', error_description: 'The request cannot be read: send JSON' } };
  }
  console.error(error);
  return { status: 500, body: { error: 'internal_error', error_description: 'Something broke on our side' } };
}

function statusOf(error: unknown): number {
  const { status, statusCode } = Object(error) as { status?: unknown; statusCode?: unknown };
  return [status, statusCode].find((value) => typeof value === 'number') ?? 500;
}
