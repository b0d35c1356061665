import { BACKENDS, type BackendName, isBackendName } from '../server/start-backend.ts';

/** Reads `--backend=express` and `--port=5173`, which are also the defaults. */
export function readArguments(given: readonly string[]): { backend: BackendName; port: number } {
  const { backend = 'express', port = '5173', ...unknown } = Object.fromEntries(given.map(nameAndValue));
  const names = Object.keys(unknown);
  if (names.length > 0) throw new Error(`There is no option ${names.join(', ')}: only --backend and --port`);
  if (!isBackendName(backend)) throw new Error(`--backend is one of ${Object.keys(BACKENDS).join(', ')}`);
  if (!/^\d{1,5}$/.test(port)) throw new Error('--port is a number; 0 picks a free one');
  return { backend, port: Number(port) };
}

function nameAndValue(argument: string): [string, string] {
  const [name = '', value = ''] = argument.split('=');
  return [name.replace(/^--/, ''), value];
}
