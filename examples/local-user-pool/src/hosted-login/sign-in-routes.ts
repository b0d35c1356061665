import { CognitoError } from '../errors.ts';
import type { Answer, Call, Handler } from '../http.ts';
import { isSameOrigin } from '../local-only.ts';
import { passTotp } from '../operations/challenge-answers.ts';
import { checkPassword, requireActive } from '../password-sign-in.ts';
import type { PoolContext } from '../pool-context.ts';
import type { User } from '../users.ts';
import { type HostedClient, readAuthorizeRequest, withParameters } from './authorize-request.ts';
import type { Grants } from './grants.ts';
import { googlePage, loginPage, messagePage, type PageContext, redirectMismatchPage, totpPage } from './pages.ts';
import { PRETEND_ACCOUNTS, signInWithPretendGoogle } from './pretend-google.ts';
import { createShownPages } from './shown-pages.ts';

type Step = (context: PageContext, form: URLSearchParams) => Answer | Promise<Answer>;

/** The pages of the hosted login. Their links are relative, so that they also work behind a proxy that adds a path prefix. */
export function signInRoutes(pool: PoolContext, client: HostedClient, grants: Grants): Record<string, Handler> {
  const shown = createShownPages();

  function finish({ request }: PageContext, user: User): Answer {
    return redirect(withParameters(request.redirectUri, { code: grants.issue(request, user), state: request.state }));
  }

  const logIn: Step = (context, form) => {
    const email = form.get('email') ?? '';
    try {
      const user = checkPassword(pool, email, form.get('password') ?? '');
      requireActive(user);
      if (user.status === 'FORCE_CHANGE_PASSWORD') {
        return loginPage({ ...context, error: 'Set a new password in the app first.' }, email);
      }
      if (!user.totp?.enabled) return finish(context, user);
      const session = pool.challenges.start({ name: 'SOFTWARE_TOKEN_MFA', user, triesLeft: 5 });
      return totpPage(context, session, user.username);
    } catch (error) {
      return loginPage({ ...context, error: messageOf(error) }, email);
    }
  };

  const passSecondFactor: Step = (context, form) => {
    const session = form.get('session') ?? '';
    const username = form.get('username') ?? '';
    try {
      const challenge = pool.challenges.find(session, 'SOFTWARE_TOKEN_MFA', username);
      return finish(context, passTotp(pool, session, challenge, form.get('code') ?? ''));
    } catch (error) {
      const canTryAgain = error instanceof CognitoError && error.name !== 'NotAuthorizedException';
      const failed = { ...context, error: messageOf(error) };
      return canTryAgain ? totpPage(failed, session, username) : loginPage(failed);
    }
  };

  const chooseAccount: Step = (context, form) => {
    const user = signInWithPretendGoogle(pool, form.get('account') ?? '');
    if (!user) return googlePage(context, PRETEND_ACCOUNTS);
    return user.enabled ? finish(context, user) : loginPage({ ...context, error: 'User is disabled.' });
  };

  const page = (step: Step): Handler => {
    return (call) => withRequest(client, call, step);
  };

  /** A page that a form leads to is shown by a GET of its own, because "Back" cannot show the answer to a POST again. */
  const form = (step: Step): Handler => {
    return async (call) => {
      if (!isSameOrigin(call.headers)) {
        return messagePage(403, 'Cannot sign in', 'This form was sent from another site.');
      }
      const answer = await withRequest(client, call, step);
      return answer.status === 303 ? answer : redirect(`login?${shown.keep(answer, call.query)}`);
    };
  };

  return {
    'GET /oauth2/authorize': page(({ query }) => {
      const provider = new URLSearchParams(query).get('identity_provider');
      return redirect(`../${provider === 'Google' ? 'pretend-google' : 'login'}?${query}`);
    }),
    'GET /login': page((context) => shown.find(context.query) ?? loginPage(context)),
    'POST /login': form(logIn),
    'POST /totp': form(passSecondFactor),
    'GET /pretend-google': page((context) => googlePage(context, PRETEND_ACCOUNTS)),
    'POST /pretend-google': form(chooseAccount),
  };
}

/** Every step checks the authorize request again, because anybody can call it with any query. */
function withRequest(client: HostedClient, { query, body }: Call, step: Step) {
  const request = readAuthorizeRequest(client, query);
  if (!('kind' in request)) return step({ query: query.toString(), request }, new URLSearchParams(body));
  if (request.kind === 'redirect') return redirect(request.location);
  return redirectMismatchPage(request.error, request.redirectUri, client.callbackUrls);
}

function messageOf(error: unknown): string {
  if (!(error instanceof CognitoError)) throw error;
  return error.message;
}

export function redirect(location: string): Answer {
  return { status: 303, headers: { location }, body: '' };
}
