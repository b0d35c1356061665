import type { CustomAttributes, TokenUse } from '../cognito/claims.ts';
import { ConfigError } from '../errors.ts';
import type { VerifierLike } from '../http/authenticate-request.ts';
import { membersOf, refuseLostOptions, showText, verifierOf } from '../options/option-checks.ts';
import { ownMember } from '../own-member.ts';
import { AUTHORIZER_MEMBERS, type AuthorizerOptions, type Decision, UNAUTHORIZED, usageOf } from './authorizer.ts';
import type { ContextValue } from './context.ts';
import { type EventTaker, stageArnOf } from './events.ts';

/** Guard and options of the authorizers of API Gateway. */
export interface ApiGatewayAuthorizerOptions<Event, Use extends TokenUse = TokenUse, Custom = CustomAttributes>
  extends AuthorizerOptions<Event, Use, Custom> {
  /**
   * What a policy is about: `stage` (the default) is every route of the stage, `route` the one that was asked for. API
   * Gateway keeps the policy of a token and judges the token's next request by it, on whatever route: with `route`, and
   * caching on, that is a 403 for a user who may pass. An HTTP API's simple answers have no policy.
   */
  readonly resource?: 'stage' | 'route';
  /**
   * How a token that is refused is answered. `unauthorized` (the default) is a 401. On REST and WebSocket APIs, and on
   * HTTP APIs with payload format 1.0, AWS counts it as a failed invocation, and alarms go off; `deny` is a 403 that does not count.
   */
  readonly onRefused?: 'unauthorized' | 'deny';
}

/** What API Gateway takes from a Lambda authorizer, but for simple answers. */
export interface PolicyAnswer {
  /** The user's `sub`; `anonymous` where no signature vouches for one. */
  principalId: string;
  policyDocument: {
    Version: '2012-10-17';
    Statement: { Action: 'execute-api:Invoke'; Effect: 'Allow' | 'Deny'; Resource: string }[];
  };
  /** Of a Deny the `reason`, for gateway responses: `$context.authorizer.reason`. */
  context: Record<string, ContextValue>;
}

/** The options of all three authorizers of API Gateway, checked but for those of the guard. */
export function gatewayOptionsOf<Event, Use extends TokenUse>(
  name: EventTaker,
  verifier: VerifierLike<Use>,
  given: ApiGatewayAuthorizerOptions<Event, Use, never>,
  furtherArguments: ArrayLike<unknown>,
) {
  verifierOf(verifier, usageOf(name));
  refuseLostOptions(furtherArguments, 2, usageOf(name));
  const names = [...AUTHORIZER_MEMBERS, 'resource', 'onRefused'];
  const { resource = 'stage', onRefused = 'unauthorized', ...guard } = membersOf<typeof given>('guard', given, names);
  return {
    guard,
    resource: wordOf('resource', resource, ['stage', 'route']),
    onRefused: wordOf('onRefused', onRefused, ['unauthorized', 'deny']),
  };
}

function wordOf<Word extends string>(name: string, given: Word, words: readonly Word[]): Word {
  if (words.includes(given)) return given;
  throw new ConfigError(`${name} must be ${words.map(showText).join(' or ')}`);
}

const LONGEST_RESOURCE = 512;

/** @throws {Error} `Unauthorized`, which API Gateway answers with 401 */
export function policyAnswerOf<Use extends TokenUse>(
  decision: Decision<Use>,
  methodArn: string | undefined,
  { resource, onRefused }: { readonly resource: 'stage' | 'route'; readonly onRefused: 'unauthorized' | 'deny' },
): PolicyAnswer {
  if (decision.refused === 'unauthorized' && onRefused === 'unauthorized') throw new Error(UNAUTHORIZED);
  const subject = ownMember(decision.auth.claims ?? {}, 'sub');
  const Effect = decision.refused === undefined ? 'Allow' : 'Deny';
  const Resource = resource === 'stage' ? `${stageArnOf(methodArn)}/*` : routeOf(String(methodArn));
  return {
    principalId: typeof subject === 'string' ? subject : 'anonymous',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
    context: decision.refused === undefined ? decision.context : { reason: decision.auth.reason },
  };
}

function routeOf(methodArn: string): string {
  if (methodArn.length <= LONGEST_RESOURCE) return methodArn;
  throw new ConfigError(
    `The ARN of this route is longer than the ${LONGEST_RESOURCE} characters that a policy can name: use resource: 'stage'`,
  );
}
