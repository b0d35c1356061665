// A guard for Nest, on Express and on Fastify. Do not return false from a guard: Nest then answers 403 without a challenge,
// to users without a token and to everybody during an outage of ours, and clients neither sign in nor try again.
import { type CanActivate, createParamDecorator, type ExecutionContext, HttpException } from '@nestjs/common';
import {
  authenticateRequest,
  REASONS,
  type RequestLike,
  toHttpRefusal,
  type VerifiedToken,
  type VerifierLike,
} from 'cognito-guard';

type NestRequest = RequestLike & { readonly raw?: RequestLike; auth?: VerifiedToken };
type NestResponse = { header(name: string, value: string): unknown };

/** `@UseGuards(cognitoGuard(verifier))`, or with groups, all of which the user must be in. */
export function cognitoGuard(verifier: VerifierLike, groups: readonly string[] = []): CanActivate {
  return {
    async canActivate(context: ExecutionContext): Promise<boolean> {
      const http = context.switchToHttp();
      const request = http.getRequest<NestRequest>();
      // Fastify keeps Node's request in `raw`. It alone shows an Authorization header that was sent twice.
      const auth = await authenticateRequest(verifier, request.raw ?? request);
      if (auth.token_valid && isInGroups(auth, groups)) {
        request.auth = auth;
        return true;
      }
      const { status, headers, body } = toHttpRefusal(auth.token_valid ? GROUP_MISSING : auth);
      for (const [name, value] of Object.entries(headers)) http.getResponse<NestResponse>().header(name, value);
      throw new HttpException(body, status);
    },
  };
}

/** `@Auth() auth: VerifiedToken`: the verified token, as a parameter of a route behind the guard. */
export const Auth = createParamDecorator(
  (_: unknown, context) => context.switchToHttp().getRequest<NestRequest>().auth,
);

const GROUP_MISSING = { token_valid: false, reason: 'group_missing', message: REASONS.group_missing.message } as const;

function isInGroups({ claims }: VerifiedToken, groups: readonly string[]): boolean {
  return groups.every((group) => claims['cognito:groups']?.includes(group));
}
