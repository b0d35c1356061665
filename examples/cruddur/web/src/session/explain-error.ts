const WHAT_IT_MEANS: Readonly<Record<string, string>> = {
  NotAuthorizedException: 'Incorrect username or password.',
  UsernameExistsException: 'There is already an account with this e-mail address. Sign in, or recover the password.',
  CodeMismatchException: 'That is not the code. Please look again, or ask for a new one.',
  ExpiredCodeException: 'This code is no longer good. Please ask for a new one.',
  EnableSoftwareTokenMFAException: 'That is not the code your app shows now. Please try the next one.',
  InvalidPasswordException: 'The user pool wants a stronger password than this one.',
  InvalidParameterException: 'The user pool does not accept this. Please look at each field again.',
  LimitExceededException: 'Too many tries. Please wait a while.',
  TooManyFailedAttemptsException: 'Too many tries. Please wait a while.',
  TooManyRequestsException: 'Too many requests. Please wait a moment.',
  UserNotFoundException: 'Incorrect username or password.',
  NetworkError: 'The user pool cannot be reached. Please try again.',
  ServiceUnavailable: 'The user pool cannot be reached. Please try again.',
};

/** Cognito has one name for a wrong password and for too many tries, and only its text tells them apart. */
const TOO_MANY_TRIES = /attempts exceeded/i;

/** What to tell the user about an error. Chosen by its name where that is possible, because names do not change and Cognito's texts do. */
export function explainError(error: unknown, exceptions: Readonly<Record<string, string>> = {}): string {
  const meanings = { ...WHAT_IT_MEANS, ...exceptions };
  const name = nameOf(error);
  return Object.hasOwn(meanings, name) ? String(meanings[name]) : 'Something went wrong. Please try again.';
}

/** The names of the fields that an error can be about. A form has at most one of each. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  NotAuthorizedException: ['old', 'password'],
  UserNotFoundException: ['password'],
  UsernameExistsException: ['email'],
  CodeMismatchException: ['code'],
  ExpiredCodeException: ['code'],
  EnableSoftwareTokenMFAException: ['code'],
  InvalidPasswordException: ['new', 'password'],
};

/** The field to show an error at. Undefined if it is about none of these fields. */
export function fieldOfError(error: unknown, names: readonly string[]): string | undefined {
  const name = nameOf(error);
  return Object.hasOwn(FIELDS, name) ? FIELDS[name]?.find((field) => names.includes(field)) : undefined;
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return TOO_MANY_TRIES.test(error.message) ? 'TooManyFailedAttemptsException' : error.name;
}
