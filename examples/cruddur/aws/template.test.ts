import { readFileSync } from 'node:fs';
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import { describe, expect, it } from 'vitest';
import { PASSWORD_POLICY } from '../../local-user-pool/src/password-policy.ts';
import { REQUIRED_ATTRIBUTES } from '../start/start-cruddur.ts';
import { lintTemplate } from './lint-template.ts';
import { parseTemplate } from './read-template.ts';

const schemas = await loadAwsServiceSpec();
const source = readFileSync(new URL('./template.yaml', import.meta.url), 'utf8');

interface Resources {
  readonly UserPool: { readonly Properties: Readonly<Record<string, unknown>> };
  readonly WebClient: { readonly Properties: Readonly<Record<string, unknown>> };
  readonly Moderators: { readonly Properties: Readonly<Record<string, unknown>> };
}
const { UserPool, WebClient, Moderators } = parseTemplate(source).template.Resources as Resources;

describe('the template', () => {
  it("has no property that AWS's schemas do not know, and no value of a wrong type", async () => {
    expect(lintTemplate(schemas, source)).toEqual([]);
  });

  it.each([
    ['an unknown property', 'UserPoolName:', 'UserPoolNames:', 'UserPool.UserPoolNames: there is no such property'],
    [
      'an unknown property further in',
      'RequireSymbols:',
      'RequireSymbol:',
      'UserPool.Policies.PasswordPolicy.RequireSymbol: there is no such property',
    ],
    [
      'an unknown property in a list',
      'Priority: 1',
      'Rank: 1',
      'UserPool.AccountRecoverySetting.RecoveryMechanisms[0].Rank: there is no such property',
    ],
    [
      'an unknown resource type',
      'AWS::Cognito::UserPoolGroup',
      'AWS::Cognito::Group',
      'Moderators: there is no resource type AWS::Cognito::Group',
    ],
    [
      'a value outside the set',
      'UserPoolTier: LITE',
      'UserPoolTier: FREE',
      'UserPool.UserPoolTier: must be one of LITE, ESSENTIALS, PLUS',
    ],
    [
      'a value outside a set that only the documentation has',
      '[SOFTWARE_TOKEN_MFA]',
      '[TOTP]',
      'UserPool.EnabledMfas[0]: must be one of SMS_MFA, SOFTWARE_TOKEN_MFA, EMAIL_OTP',
    ],
    [
      'an unknown property of the update settings',
      'AttributesRequireVerificationBeforeUpdate: [email]',
      'AttributesRequireVerification: [email]',
      'UserPool.UserAttributeUpdateSettings.AttributesRequireVerification: there is no such property',
    ],
    [
      'a word for a number',
      'AccessTokenValidity: 60',
      'AccessTokenValidity: hour',
      'WebClient.AccessTokenValidity: must be of type integer',
    ],
    [
      'a word for a list',
      'UsernameAttributes: [email]',
      'UsernameAttributes: email',
      'UserPool.UsernameAttributes: must be a list',
    ],
    ['a reference to nothing', '!Ref WebClient', '!Ref Web', 'Outputs.ClientId: there is no resource Web'],
    [
      'an unknown attribute',
      'UserPool.ProviderName',
      'UserPool.Issuer',
      'Outputs.Issuer: UserPool has no attribute Issuer',
    ],
  ])('would be refused with %s', (_, right, wrong, problem) => {
    expect(source).toContain(right);
    expect(lintTemplate(schemas, source.replace(right, wrong))).toContain(problem);
  });

  it('would be refused without a required property, and with a function that the lint does not know', () => {
    expect(lintTemplate(schemas, source.replace('      UserPoolId: !Ref UserPool\n', ''))).toContain(
      'WebClient.UserPoolId: is required',
    );
    expect(lintTemplate(schemas, source.replace('!Ref UserPool', '!ImportValue UserPool')).join()).toContain(
      '!ImportValue',
    );
  });

  it('creates a pool with the same rules as the local one', () => {
    expect(UserPool.Properties).toMatchObject({
      UserPoolName: 'cruddur-user-pool',
      UsernameAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      UsernameConfiguration: { CaseSensitive: false },
      Policies: { PasswordPolicy: PASSWORD_POLICY },
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
    const schema = UserPool.Properties.Schema as { Name: string; Required: boolean }[];
    expect(schema.filter(({ Required }) => Required).map(({ Name }) => Name)).toEqual(REQUIRED_ATTRIBUTES);
    expect(Moderators.Properties.GroupName).toBe('moderators');
  });

  it('creates a client without a secret, that signs in by SRP and tells nobody who has an account', () => {
    expect(WebClient.Properties).toMatchObject({
      GenerateSecret: false,
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
    });
    // Cognito refuses a sign-up whose required attributes the client may not write.
    expect(WebClient.Properties.WriteAttributes).toEqual(expect.arrayContaining(REQUIRED_ATTRIBUTES));
  });
});
