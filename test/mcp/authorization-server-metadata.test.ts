import { ConfigError } from 'cognito-guard';
import { type AuthorizationServer, authorizationServerMetadata } from 'cognito-guard/mcp';
import { describe, expect, it } from 'vitest';
import { HIDDEN_MEMBERS } from '../support/hidden-members.ts';

const OPTIONS: AuthorizationServer = { issuer: 'https://mcp.example.com', domain: 'https://auth.example.com' };
const DOCUMENT = {
  issuer: 'https://mcp.example.com',
  authorization_endpoint: 'https://auth.example.com/oauth2/authorize',
  token_endpoint: 'https://auth.example.com/oauth2/token',
  revocation_endpoint: 'https://auth.example.com/oauth2/revoke',
  response_types_supported: ['code'],
  grant_types_supported: ['authorization_code', 'refresh_token'],
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
};

describe('the metadata of the authorization server', () => {
  it('says that PKCE is taken, and leads straight to Cognito', () => {
    expect(authorizationServerMetadata(OPTIONS)).toEqual(DOCUMENT);
  });

  it.each<readonly [boolean | undefined, object]>([
    [true, { registration_endpoint: 'https://auth.example.com/oauth2/register' }],
    [false, {}],
  ])('names the registration of clients only where the pool has it: %s', (registration, more) => {
    expect(authorizationServerMetadata({ ...OPTIONS, registration: registration === true })).toEqual({
      ...DOCUMENT,
      ...more,
    });
  });

  it.each([
    'https://notes.auth.eu-west-1.amazoncognito.com',
    'https://notes.auth-fips.us-gov-west-1.amazoncognito.com',
    'http://127.0.0.1:9330',
  ])('takes the domain %s', (domain) => {
    expect(authorizationServerMetadata({ ...OPTIONS, domain }).token_endpoint).toBe(`${domain}/oauth2/token`);
  });
});

describe('a wrong option is a ConfigError', () => {
  const refuses = (given: unknown, message: RegExp | string) => {
    const make = () => authorizationServerMetadata(given as AuthorizationServer);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  };
  const POOL = 'eu-west-1.amazonaws.com/eu-west-1_AbCdEf123';

  it.each<readonly [string, object, RegExp]>([
    ['no issuer', { issuer: undefined }, /options.issuer is undefined/],
    ['an issuer with a closing slash', { issuer: 'https://mcp.example.com/' }, /issuer must be an absolute https: URL/],
    ['an issuer over http:', { issuer: 'http://mcp.example.com' }, /http: on loopback only/],
    ['no domain', { domain: undefined }, /options.domain is undefined/],
    ['a domain without scheme', { domain: 'auth.example.com' }, /domain must be an absolute https: URL/],
    ['a domain with a closing slash', { domain: 'https://auth.example.com/' }, /without query, closing slash/],
    ["the pool's issuer for a domain", { domain: `https://cognito-idp.${POOL}` }, /give the domain of the login pages/],
    ['its UPDATED form', { domain: `https://issuer-cognito-idp.${POOL}` }, /give the domain of the login pages/],
    [
      'a registration that is a URL',
      { registration: 'https://auth.example.com/x' },
      /registration must be true or false/,
    ],
    ['an unknown member', { scopes: [] }, /unknown member 'scopes'; known are: issuer, domain, registration/],
  ])('%s', (_, change, message) => {
    refuses({ ...OPTIONS, ...change }, message);
  });

  it.each(HIDDEN_MEMBERS)('a member that would be missed: %s', (_, hide, message) => {
    refuses(hide('registration', true, OPTIONS), message);
  });

  it('a second argument', () => {
    const make = () => Reflect.apply(authorizationServerMetadata, undefined, [OPTIONS, {}]);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow('authorizationServerMetadata takes one object with all options');
  });
});
