// An MCP server with two tools: `read_notes` for everybody who signed in, `add_note` for tokens with a further scope.
// Without the two documents no client finds the login. With `requireBearerAuth` of the SDK in place of our `requireAuth` an
// outage of the key endpoint could not be answered by 503, but by 500, or by a 401 that signs users out.
import { createMcpHandler, McpServer, requireScopes } from '@modelcontextprotocol/server';
import type { VerifierLike } from 'cognito-guard';
import { requireAuth } from 'cognito-guard/fetch';
import type { McpAuthInfo } from 'cognito-guard/mcp';
import { authorizationServerMetadata, protectedResourceMetadata, toMcpAuthInfo } from 'cognito-guard/mcp';
import * as z from 'zod';

export const READ = 'notes/read';
export const WRITE = 'notes/write';

const text = (words: string) => ({ content: [{ type: 'text' as const, text: words }] });

/** `origin` is where this server is reached, and `domain` where the user pool shows its login. */
export function createNotesServer(
  verifier: VerifierLike<'access'>,
  { origin, domain }: Record<'origin' | 'domain', string>,
) {
  const metadataPath = '/.well-known/oauth-protected-resource/mcp';
  const documents = new Map<string, object>([
    [
      metadataPath,
      protectedResourceMetadata({ resource: `${origin}/mcp`, authorizationServers: [origin], scopesSupported: [READ] }),
    ],
    ['/.well-known/oauth-authorization-server', authorizationServerMetadata({ issuer: origin, domain })],
  ]);
  const guard = requireAuth(verifier, { scopes: [READ], resourceMetadataUrl: origin + metadataPath });
  const notesBySub = new Map<string, string[]>();

  const mcp = createMcpHandler(function serverFor({ authInfo }) {
    // It is what `toMcpAuthInfo` made, below: the SDK hands it on as it is.
    const { sub } = (authInfo as McpAuthInfo).extra.claims;
    const server = new McpServer({ name: 'notes', version: '1.0.0' });
    server.registerTool('read_notes', { description: 'Reads your notes' }, () => {
      return text(notesBySub.get(sub)?.join('\n') ?? 'You have no notes.');
    });
    // The scope stands with its tool, and not in a guard that would have to find the tool in the body, where there can be
    // several. All scopes are named, because a client may ask for those of the challenge alone.
    const writing = { description: 'Adds a note', inputSchema: z.object({ note: z.string() }) };
    server.registerTool('add_note', { ...writing, scopeChallenge: requireScopes(READ, WRITE) }, ({ note }) => {
      notesBySub.set(sub, [...(notesBySub.get(sub) ?? []), note]);
      return text(`Noted: ${note}`);
    });
    return server;
  });

  return async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const document = documents.get(pathname);
    if (document !== undefined) return Response.json(document, { headers: { 'Access-Control-Allow-Origin': '*' } });
    if (pathname !== '/mcp') return new Response('Not found', { status: 404 });
    const auth = await guard(request);
    return 'token_valid' in auth ? mcp.fetch(request, { authInfo: toMcpAuthInfo(auth) }) : auth;
  };
}
