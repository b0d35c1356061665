const WHAT_IT_MEANS: Readonly<Record<string, string>> = {
  NotAuthorizedException: 'Incorrect username or password.',
  UsernameExistsException: 'There is already an account with this e-mail address. Sign in, or recover the password.',
  CodeMismatchException: 'That is not the code. Please look again, or ask for a new one.',
  ExpiredCodeException: 'This code is no longer good. Please ask for a new one.',
  EnableSoftwareTokenMFAException: 'That is not the code your app shows now. Please try the next one.',
  LimitExceededException: 'Too many tries. Please wait a while.',
  TooManyFailedAttemptsException: 'Too many tries. Please wait a while.',
  TooManyRequestsException: 'Too many requests. Please wait a moment.',
  UserNotFoundException: 'Incorrect username or password.',
  NetworkError: 'The user pool cannot be reached. Please try again.',
  ServiceUnavailable: 'The user pool cannot be reached. Please try again.',
};

/** The text of these errors says which rule was broken, and nothing else, so it is shown. */
const IN_COGNITOS_WORDS = ['InvalidPasswordException', 'InvalidParameterException'];

/** What to tell the user about an error. Chosen by its name, because names do not change and texts do. */
export function explainError(error: unknown, exceptions: Readonly<Record<string, string>> = {}): string {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  const meanings = { ...WHAT_IT_MEANS, ...exceptions };
  if (Object.hasOwn(meanings, name)) return String(meanings[name]);
  if (IN_COGNITOS_WORDS.includes(name)) return message.replace(/^Password did not conform with policy: /, '');
  return 'Something went wrong. Please try again.';
}
