import { type IdTokenClaims, REASONS, toHttpRefusal, type VerifyResult } from 'cognito-guard';
import { checkCrudInput } from './crud-input.ts';
import { createCrudStore } from './cruds.ts';
import { openDatabase } from './database.ts';
import { createMessageStore } from './messages.ts';
import { createProfileStore } from './profiles.ts';
import { seed } from './seed.ts';

/** An answer as plain data, which the three back ends copy onto their framework's response. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export type CruddurService = ReturnType<typeof createService>;

/** What Cruddur does, without a framework. It learns who is asking from verified claims only. */
export function createService(databaseFile: string, now: () => number = Date.now) {
  const database = openDatabase(databaseFile);
  seed(database, now);
  const cruds = createCrudStore(database, now);
  const messages = createMessageStore(database, now);
  const profiles = createProfileStore(database, now);

  return {
    /** One page for members, one for everybody else, and a 503 in between: an outage must not look like a sign-out. */
    home(auth: VerifyResult): Answer {
      // The page depends on the token, so a shared cache must not give one caller's page to another.
      const headers = { vary: 'Authorization' };
      if (auth.token_valid) {
        const { token_use, claims } = auth;
        return ok({ token_valid: true, token_use, claims, cruds: cruds.list('members') }, headers);
      }
      const { reason, message, claims } = auth;
      if (REASONS[reason].status === 503) {
        const refusal = toHttpRefusal(auth);
        return { ...refusal, headers: { ...refusal.headers, ...headers } };
      }
      return ok({ token_valid: false, reason, message, claims, cruds: cruds.list('everyone') }, headers);
    },

    messages: (sub: string): Answer => ok({ messages: messages.listFor(sub) }),

    post(sub: string, body: unknown): Answer {
      const checked = checkCrudInput(body);
      if ('fields' in checked) return { status: 422, body: { error: 'input_invalid', fields: checked.fields } };
      return { status: 201, body: { crud: cruds.add(sub, checked.input) } };
    },

    moderation: (): Answer => ok({ cruds: cruds.list('members'), removals: cruds.removals() }),

    remove(moderatorSub: string, id: string): Answer {
      if (cruds.remove(id, moderatorSub)) return { status: 204 };
      return { status: 404, body: { error: 'not_found', error_description: 'There is no such crud' } };
    },

    saveProfile(claims: IdTokenClaims): Answer {
      const profile = profiles.save(claims);
      messages.welcome(profile.sub);
      return ok({ profile });
    },

    close: () => database.close(),
  };
}

function ok(body: object, headers: Answer['headers'] = { 'cache-control': 'no-store' }): Answer {
  return { status: 200, headers, body };
}
