import { execFile } from 'node:child_process';

export interface CommandOptions {
  readonly cwd: string;
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const LINES_OF_OUTPUT_IN_AN_ERROR = 30;

/**
 * What a program printed, on both streams.
 * @throws {Error} with the end of its output, when it fails or outlives its time
 */
export function runCommand(file: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { cwd, timeoutMs = 60_000, env = {} } = options;
  return new Promise((resolve, reject) => {
    const settings = { cwd, timeout: timeoutMs, env: { ...inheritedEnvironment(), ...env }, maxBuffer: 2 ** 24 };
    execFile(file, args, settings, (failure, stdout, stderr) => {
      const output = `${stdout}${stderr}`;
      if (failure === null) return resolve(output);
      const cause = failure.killed ? `not done after ${timeoutMs} ms` : `exit code ${failure.code}`;
      const end = output.trimEnd().split('\n').slice(-LINES_OF_OUTPUT_IN_AN_ERROR).join('\n');
      reject(new Error(`${cause}\n${end}`));
    });
  });
}

/** What `npm run`, a caller and a test runner set, and what would change how the programs run: they must run as a user's do. */
const NOT_INHERITED = /^(npm_lifecycle_|npm_package_|NODE_OPTIONS$|NODE_ENV$|NODE_PATH$|NODE_V8_COVERAGE$|INIT_CWD$)/i;

/** Certificates, proxies and the settings of npm are kept, because without them an installation may reach no registry. */
function inheritedEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name)));
}

const npm = process.env.npm_execpath;

/** The npm that runs us, so that the same version does every installation. */
export function runNpm(args: readonly string[], options: CommandOptions): Promise<string> {
  return npm === undefined ? runCommand('npm', args, options) : runCommand(process.execPath, [npm, ...args], options);
}
