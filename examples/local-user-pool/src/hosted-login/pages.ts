import type { Answer } from '../http.ts';
import type { AuthorizeRequest } from './authorize-request.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';

/** `query` is the authorize request as it arrived. Each form passes it on to the next step, which checks it again. */
export interface PageContext {
  readonly query: string;
  readonly request: AuthorizeRequest;
  readonly error?: string;
}

export function loginPage({ query, request, error }: PageContext, email = ''): Answer {
  const content = html`${alert(error)}
<form method="post" action="login?${query}">
<label for="email">Email</label>
<input id="email" name="email" type="email" autocomplete="username" required autofocus value="${email}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>Sign in</button>
</form>
<div class="or">or</div>
<a class="button quiet" href="pretend-google?${query}">Continue with (pretend) Google</a>`;
  return page(error ? 400 : 200, 'Sign in', content, originOf(request));
}

export function totpPage({ query, request, error }: PageContext, session: string, username: string): Answer {
  const content = html`${alert(error)}
<form method="post" action="totp?${query}">
<input type="hidden" name="session" value="${session}">
<input type="hidden" name="username" value="${username}">
<label for="code">Code from your authenticator app</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required autofocus>
<button>Continue</button>
</form>`;
  return page(error ? 400 : 200, 'One more step', content, originOf(request));
}

export interface GoogleAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export function googlePage({ query, request }: PageContext, accounts: readonly GoogleAccount[]): Answer {
  const buttons = accounts.map(
    ({
      id,
      name,
      email,
    }) => html`<button class="account quiet" name="account" value="${id}">${name}<small>${email}</small></button>
`,
  );
  const content = html`<p>This stands in for Google. Nobody is asked for a Google password here.</p>
<form method="post" action="pretend-google?${query}">
${buttons}</form>
<p><a href="login?${query}">Back to sign in</a></p>`;
  return page(200, 'Choose a (pretend) Google account', content, originOf(request));
}

export function redirectMismatchPage(error: string, asked: string, allowed: Iterable<string>): Answer {
  const list = [...allowed].map((url) => html`<li><code>${url}</code></li>`);
  const content = html`<p class="alert" role="alert">An error was encountered with the requested page: <code>${error}</code></p>
<p>The app asked to go to <code>${asked || '(nowhere)'}</code>.</p>
<p>Its client allows exactly these addresses:</p>
<ul>${list}</ul>`;
  return page(400, 'Cannot sign in', content);
}

export function messagePage(status: number, title: string, message: string): Answer {
  return page(status, title, html`<p class="alert" role="alert">${message}</p>`);
}

function alert(error: string | undefined): Html {
  return error ? html`<p class="alert" role="alert">${error}</p>` : html``;
}

function originOf({ redirectUri }: AuthorizeRequest): string {
  return new URL(redirectUri).origin;
}
