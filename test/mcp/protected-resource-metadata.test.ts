import { ConfigError } from 'cognito-guard';
import { type ProtectedResource, protectedResourceMetadata } from 'cognito-guard/mcp';
import { describe, expect, it } from 'vitest';
import { HIDDEN_MEMBERS } from '../support/hidden-members.ts';

const OPTIONS: ProtectedResource = {
  resource: 'https://mcp.example.com/mcp',
  authorizationServers: ['https://mcp.example.com'],
};

describe('the metadata of a protected resource', () => {
  it('has what RFC 9728 asks for, and nothing that was not given', () => {
    expect(protectedResourceMetadata(OPTIONS)).toEqual({
      resource: 'https://mcp.example.com/mcp',
      authorization_servers: ['https://mcp.example.com'],
      bearer_methods_supported: ['header'],
    });
    expect(protectedResourceMetadata({ ...OPTIONS, scopesSupported: ['notes/read', 'notes/list'] })).toEqual({
      resource: 'https://mcp.example.com/mcp',
      authorization_servers: ['https://mcp.example.com'],
      scopes_supported: ['notes/read', 'notes/list'],
      bearer_methods_supported: ['header'],
    });
  });

  it.each([
    'https://mcp.example.com',
    'https://mcp.example.com/',
    'https://MCP.example.com:443/a/../mcp',
    'https://mcp.example.com/mcp?tenant=a',
    'http://localhost:3000/mcp',
    'http://127.0.0.1:3000/mcp',
  ])('names the resource %s to the byte: a URL that is written in another way is another `aud`', (resource) => {
    expect(protectedResourceMetadata({ ...OPTIONS, resource }).resource).toBe(resource);
  });

  it('keeps its lists when those that it was given change', () => {
    const [authorizationServers, scopesSupported] = [['https://a.example'], ['read']];
    const document = protectedResourceMetadata({ ...OPTIONS, authorizationServers, scopesSupported });
    authorizationServers.push('https://evil.example');
    scopesSupported.push('admin');
    expect(document).toMatchObject({ authorization_servers: ['https://a.example'], scopes_supported: ['read'] });
  });
});

describe('a wrong option is a ConfigError', () => {
  const refuses = (given: unknown, message: RegExp | string) => {
    const make = () => protectedResourceMetadata(given as ProtectedResource);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  };

  it.each<readonly [string, object, RegExp]>([
    ['no resource', { resource: undefined }, /options.resource is undefined/],
    ['a resource that is a path', { resource: '/mcp' }, /resource must be an absolute https: URL/],
    ['a resource over http:', { resource: 'http://mcp.example.com/mcp' }, /http: on loopback only/],
    ['a resource with a fragment', { resource: 'https://mcp.example.com/#mcp' }, /without fragment/],
    ['a resource with a password', { resource: 'https://a:b@mcp.example.com' }, /without user name and password/],
    ['one issuer outside of an array', { authorizationServers: 'https://a.example' }, /must be an array of URLs/],
    ['no issuer in the array', { authorizationServers: [] }, /authorizationServers must not be an empty array/],
    [
      'an issuer with a closing slash',
      { authorizationServers: ['https://a.example/'] },
      /without query, closing slash/,
    ],
    ['an issuer that is a host', { authorizationServers: ['a.example'] }, /must be an absolute https: URL/],
    ['an issuer that is a URL object', { authorizationServers: [new URL('https://a.example')] }, /non-empty string/],
    ['scopes as one text', { scopesSupported: 'notes/read' }, /scopesSupported must be an array of names/],
    ['no scope in the array', { scopesSupported: [] }, /scopesSupported must not be an empty array/],
    [
      'two scopes in one text',
      { scopesSupported: ['notes/read notes/write'] },
      /must be names of ASCII characters without spaces/,
    ],
    [
      'offline_access',
      { scopesSupported: ['notes/read', 'offline_access'] },
      /must not have offline_access: Cognito .* and gives refresh tokens without it$/,
    ],
    ['an unknown member', { scopes: ['notes/read'] }, /unknown member 'scopes'; known are: resource, authoriz/],
  ])('%s', (_, change, message) => {
    refuses({ ...OPTIONS, ...change }, message);
  });

  it.each(HIDDEN_MEMBERS)('a member that would be missed: %s', (_, hide, message) => {
    refuses(hide('scopesSupported', ['notes/read'], OPTIONS), message);
  });

  it.each([undefined, null, [], 'https://mcp.example.com'])('%j in place of the options', (given) => {
    refuses(given, /options must be an object/);
  });

  it('a second argument', () => {
    const make = () => Reflect.apply(protectedResourceMetadata, undefined, [OPTIONS, {}]);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow('protectedResourceMetadata takes one object with all options');
  });
});
