import { relative } from 'node:path';
import type { BackendName } from '../server/start-backend.ts';
import { type Cruddur, MODERATOR } from './start-cruddur.ts';
import type { TokenFiles } from './token-files.ts';

/** All that is printed: the address first, then an account to sign in with, and `curl` lines that fit a screen of 80 columns. */
export function tour({ url }: Cruddur, backend: BackendName, tokens: TokenFiles | undefined): string {
  const api = `${new URL(url).host}/api`;
  const withHeader = (path: string, file: string) => `curl -i ${api}/${path} -H @${fromWhereTheUserIs(file)}`;
  const address = `${url}  Cruddur, with its back end in ${backend}. Stop it with Ctrl+C.`;
  const nobody = `curl -i ${api}/activities/home`;
  if (tokens === undefined) {
    return [address, 'The user pool is on AWS. Sign up on the page, or try the API:', nobody].join('\n');
  }
  return [
    address,
    `Sign up there (codes are shown on the page), or be its moderator: ${MODERATOR.email} / ${MODERATOR.password}`,
    'Without a browser, in another terminal and this folder: as nobody, with a good token, an expired and a tampered one:',
    nobody,
    withHeader('activities/home', tokens.good),
    withHeader('messages', tokens.expired),
    withHeader('messages', tokens.tampered),
  ].join('\n');
}

/** npm starts programs in the folder of their package, and says in which folder it was called. */
function fromWhereTheUserIs(file: string): string {
  return relative(process.env.INIT_CWD ?? process.cwd(), file);
}
