/**
 * What a server of the Model Context Protocol needs beside the guards.
 *
 * @module cognito-guard/mcp
 */

export {
  type AuthorizationServer,
  type AuthorizationServerMetadata,
  authorizationServerMetadata,
} from './authorization-server-metadata.ts';
export { type McpAuthInfo, toMcpAuthInfo } from './mcp-auth-info.ts';
export {
  type ProtectedResource,
  type ProtectedResourceMetadata,
  protectedResourceMetadata,
} from './protected-resource-metadata.ts';
