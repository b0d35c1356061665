import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { nodeBinary } from '../nodes.ts';
import { asText } from '../report/text-table.ts';
import { budgetTable } from './budget-table.ts';

export interface Profile {
  /** Event-loop time of one verification, and of its signature check alone. */
  readonly loopMicros: number;
  readonly signatureAloneLoopMicros: number;
  /** Shares of the working time by function, without what it calls, and by step. */
  readonly selfTime: readonly (readonly [string, number])[];
  readonly steps: readonly (readonly [string, number])[];
  /** Microseconds by step. */
  readonly floors: Readonly<Record<string, number>>;
}

const RESULT = 'results/profile.json';
const CPU_PROFILE = 'results/unique-tokens.cpuprofile';

export async function profileInProcess(major: string, fixtureFile: string): Promise<void> {
  mkdirSync('results', { recursive: true });
  const command = ['--no-warnings', '.build/run-profile.js', fixtureFile, CPU_PROFILE];
  const profile: Profile = JSON.parse(execFileSync(nodeBinary(major), command, { encoding: 'utf8' }));
  writeFileSync(RESULT, `${JSON.stringify(profile, undefined, 2)}\n`);
  const selfTime = profile.selfTime.map(([name, share]) => [name, `${(share * 100).toFixed(1)} %`]);
  console.log(
    `\nSelf time of the main thread, unique tokens, 64 in flight\n${asText([['function', 'share'], ...selfTime])}`,
  );
  console.log(`\nCost budget of one verification\n${asText(budgetTable(profile))}`);
  console.log(`\nFor Chrome's developer tools: bench/${CPU_PROFILE}`);
}

export function readProfile(): Profile | undefined {
  return existsSync(RESULT) ? JSON.parse(readFileSync(RESULT, 'utf8')) : undefined;
}
