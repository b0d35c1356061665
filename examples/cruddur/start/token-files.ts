import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tamper } from 'cognito-guard/testing';
import type { LocalPool } from '../../local-user-pool/src/create-local-pool.ts';

export interface TokenFiles {
  readonly good: string;
  readonly expired: string;
  readonly tampered: string;
  readonly remove: () => void;
}

/**
 * Writes a header for `curl -H @file` into a file for each kind of token, because a token is longer than a screen is wide. The
 * files are for this user of the machine only, and are of no use once the local pool has stopped.
 */
export async function writeTokenFiles(pool: LocalPool, email: string, folder: string): Promise<TokenFiles> {
  const { accessToken } = await pool.tokensFor(email);
  const tokens = {
    good: accessToken,
    expired: (await pool.expiredToken(accessToken)) ?? '',
    tampered: tamper(accessToken),
  };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (name: keyof typeof tokens) => {
    const file = join(folder, name);
    writeFileSync(file, `Authorization: Bearer ${tokens[name]}\n`, { mode: 0o600 });
    return file;
  };
  return {
    good: write('good'),
    expired: write('expired'),
    tampered: write('tampered'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
