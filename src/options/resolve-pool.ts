import { isEmulatorPoolId, issuersOf, isUserPoolId, keySetUrlOf } from '../cognito/user-pool.ts';
import { ConfigError } from '../errors.ts';
import { membersOf, textOf } from './option-checks.ts';
import { showUrl, urlOf } from './url-check.ts';
import type { VerifierConfig } from './verifier-config.ts';
import type { CognitoVerifierOptions } from './verifier-options.ts';

type Emulator = NonNullable<CognitoVerifierOptions['emulator']>;

/** Which `iss` is accepted and where the keys come from. */
export function resolvePool(options: Pick<CognitoVerifierOptions, 'userPoolId' | 'emulator' | 'jwksUri'>) {
  const emulator = resolveEmulator(options.emulator);
  const jwksUri = resolveJwksUri(options.jwksUri, emulator);
  const userPoolId = resolveUserPoolId(options.userPoolId, emulator);
  const issuers: VerifierConfig['issuers'] = emulator === undefined ? issuersOf(userPoolId) : [emulator.issuer];
  return {
    issuers,
    keySetUrls: jwksUri === undefined ? issuers.map(keySetUrlOf) : [jwksUri],
    hasJwksUri: jwksUri !== undefined,
    isEmulated: emulator !== undefined,
  };
}

function resolveEmulator(given: CognitoVerifierOptions['emulator']): Emulator | undefined {
  if (given === undefined) return undefined;
  const { issuer, jwksUri } = membersOf<Emulator>('emulator', given, ['issuer', 'jwksUri']);
  return {
    issuer: urlOf('emulator.issuer', issuer, 'http on any host'),
    ...(jwksUri !== undefined && {
      jwksUri: urlOf('emulator.jwksUri', jwksUri, 'address', 'http on any host'),
    }),
  };
}

function resolveJwksUri(given: string | undefined, emulator: Emulator | undefined): string | undefined {
  if (given === undefined) return emulator?.jwksUri;
  if (emulator !== undefined) throw new ConfigError('jwksUri of an emulator is a member of emulator: write it there');
  return urlOf('jwksUri', given, 'address');
}

function resolveUserPoolId(given: unknown, emulator: Emulator | undefined): string {
  const id = textOf('userPoolId', given);
  if (emulator === undefined ? isUserPoolId(id) : isEmulatorPoolId(id)) return id;
  const wanted = emulator === undefined ? 'eu-west-1_AbCdEf123: the ID, not a name, ARN or URL' : 'local_5uAbCdEf';
  throw new ConfigError(`userPoolId must look like ${wanted}. It is ${showUrl(id)}`);
}
