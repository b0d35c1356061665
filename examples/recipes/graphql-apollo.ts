// Apollo Server 5 on Express: who is signed in is in the context, and fields refuse. Apollo takes the headers of a refusal
// from a Map alone: given a plain object it answers 200, without challenge, and shows status and headers in the body.
import { ApolloServer, HeaderMap } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import {
  authenticateRequest,
  REASONS,
  type RejectedToken,
  toHttpRefusal,
  type VerifiedToken,
  type VerifierLike,
  type VerifyResult,
} from 'cognito-guard';
import express from 'express';
import { GraphQLError } from 'graphql';

interface Context {
  readonly auth: VerifyResult;
}

const resolvers = {
  Query: {
    motd: () => 'Welcome',
    me: (_parent: unknown, _args: object, { auth }: Context) => verifiedTokenOf(auth).claims.sub,
    reports: (_parent: unknown, _args: object, { auth }: Context) => {
      if (verifiedTokenOf(auth).claims['cognito:groups']?.includes('moderators')) return [];
      throw refusal({ token_valid: false, reason: 'group_missing', message: REASONS.group_missing.message });
    },
  },
};

export async function createApp(verifier: VerifierLike) {
  const typeDefs = 'type Query { motd: String!  me: ID!  reports: [String!]! }';
  const server = new ApolloServer<Context>({ typeDefs, resolvers });
  await server.start();
  // Refuses nobody: a missing token is no error where some fields are public.
  const context = async ({ req }: { req: express.Request }) => ({ auth: await authenticateRequest(verifier, req) });
  return express().use('/graphql', express.json(), expressMiddleware(server, { context }));
}

function verifiedTokenOf(auth: VerifyResult): VerifiedToken {
  if (auth.token_valid) return auth;
  throw refusal(auth);
}

function refusal(rejected: RejectedToken): GraphQLError {
  const { status, headers, body } = toHttpRefusal(rejected);
  const http = { status, headers: new HeaderMap(Object.entries(headers)) };
  const extensions: Record<string, unknown> = { code: body.error, reason: body.reason, http };
  return new GraphQLError(rejected.message, { extensions });
}
