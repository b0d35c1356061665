// GraphQL Yoga: who is signed in is in the context, and fields refuse. A plain Error would be masked as "Unexpected error",
// and a status of 200 during an outage of ours would make clients keep the failure in their caches.
import {
  authenticateRequest,
  REASONS,
  type RejectedToken,
  toHttpRefusal,
  type VerifiedToken,
  type VerifierLike,
  type VerifyResult,
} from 'cognito-guard';
import { GraphQLError } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';

interface Context {
  readonly auth: VerifyResult;
}

const schema = createSchema<Context>({
  typeDefs: 'type Query { motd: String!  me: ID!  reports: [String!]! }',
  resolvers: {
    Query: {
      motd: () => 'Welcome',
      me: (_parent, _args, { auth }) => verifiedTokenOf(auth).claims.sub,
      reports: (_parent, _args, { auth }) => {
        if (verifiedTokenOf(auth).claims['cognito:groups']?.includes('moderators')) return [];
        throw refusal({ token_valid: false, reason: 'group_missing', message: REASONS.group_missing.message });
      },
    },
  },
});

export function createApp(verifier: VerifierLike) {
  return createYoga({
    schema,
    // Refuses nobody: a missing token is no error where some fields are public.
    context: async ({ request }): Promise<Context> => ({ auth: await authenticateRequest(verifier, request) }),
  });
}

function verifiedTokenOf(auth: VerifyResult): VerifiedToken {
  if (auth.token_valid) return auth;
  throw refusal(auth);
}

/** Yoga takes status and headers of the response from `extensions.http`, and does not send them in the body. */
function refusal(rejected: RejectedToken): GraphQLError {
  const { status, headers, body } = toHttpRefusal(rejected);
  return new GraphQLError(rejected.message, {
    extensions: { code: body.error, reason: body.reason, http: { status, headers } },
  });
}
