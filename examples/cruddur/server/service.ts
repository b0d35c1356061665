import { type IdTokenClaims, REASONS, type RejectedToken, toHttpRefusal, type VerifyResult } from 'cognito-guard';
import type { RevocationList } from 'cognito-guard/revocation';
import { checkCrudInput } from './crud-input.ts';
import { createCrudStore } from './cruds.ts';
import { openDatabase } from './database.ts';
import { createMessageStore } from './messages.ts';
import { createProfileStore } from './profiles.ts';
import { seed } from './seed.ts';
import { createSignOutStore } from './sign-outs.ts';

/** An answer as plain data, which the three back ends copy onto their framework's response. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export type CruddurService = ReturnType<typeof createService>;

/** What Cruddur does, without a framework. It learns who is asking from verified claims only. */
export function createService(databaseFile: string, revoked: RevocationList, now: () => number = Date.now) {
  const database = openDatabase(databaseFile);
  seed(database, now);
  const cruds = createCrudStore(database, now);
  const messages = createMessageStore(database, now);
  const profiles = createProfileStore(database, now);
  const signOuts = createSignOutStore(database, revoked, now);

  /** The library says that a token is revoked. By whom, Cruddur knows: the claims are there, because everything else held. */
  function signOutBehind({ reason, claims }: RejectedToken): object {
    const sub = reason === 'token_revoked' ? claims?.sub : undefined;
    return typeof sub === 'string' ? { signed_out: signOuts.of(sub) } : {};
  }

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
      const page = { token_valid: false, reason, message, claims, cruds: cruds.list('everyone') };
      return ok({ ...page, ...signOutBehind(auth) }, headers);
    },

    messages: (sub: string): Answer => ok({ messages: messages.listFor(sub) }),

    post(sub: string, body: unknown): Answer {
      const checked = checkCrudInput(body);
      if ('fields' in checked) return { status: 422, body: { error: 'input_invalid', fields: checked.fields } };
      return { status: 201, body: { crud: cruds.add(sub, checked.input) } };
    },

    moderation: (): Answer =>
      ok({ cruds: cruds.list('members'), removals: cruds.removals(), members: profiles.members() }),

    remove(moderatorSub: string, id: string): Answer {
      if (cruds.remove(id, moderatorSub)) return { status: 204 };
      return { status: 404, body: { error: 'not_found', error_description: 'There is no such crud' } };
    },

    signOutEverywhere: (sub: string): Promise<Answer> => answerWhenRevoked(signOuts.everywhere(sub)),

    async removeMember(moderatorSub: string, sub: string): Promise<Answer> {
      if (sub === moderatorSub) return { status: 422, body: { error: 'input_invalid', error_description: OWN_SUB } };
      if (profiles.members().some((member) => member.sub === sub)) return answerWhenRevoked(signOuts.byModerator(sub));
      return { status: 404, body: { error: 'not_found', error_description: 'There is no such member' } };
    },

    saveProfile(claims: IdTokenClaims): Answer {
      const profile = profiles.save(claims);
      messages.welcome(profile.sub);
      return ok({ profile });
    },

    restoreSignOuts: signOuts.restore,
    close: () => database.close(),
  };
}

const OWN_SUB = 'You cannot remove yourself: sign out instead';

/** Most often it is in effect here, and the other back ends could not be told; but the list may also be full, or the database busy. */
async function answerWhenRevoked(revoking: Promise<void>): Promise<Answer> {
  try {
    await revoking;
    return { status: 204 };
  } catch (error) {
    console.error(error);
    const description = 'It may be in effect at this back end alone: try again.';
    return { status: 503, body: { error: 'temporarily_unavailable', error_description: description } };
  }
}

function ok(body: object, headers: Answer['headers'] = { 'cache-control': 'no-store' }): Answer {
  return { status: 200, headers, body };
}
