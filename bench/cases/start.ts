import { execFileSync } from 'node:child_process';
import { median, medianRatio } from '../measure/statistics.ts';
import { takeTurns } from '../measure/take-turns.ts';
import type { Case } from './case.ts';

const OPTIONS = `{ userPoolId: 'eu-west-1_AbCdEf123', clientId: '1example23456789', tokenUse: 'access' }`;
const SCRIPTS = {
  'cognito-guard': `(await import('cognito-guard')).createCognitoVerifier(${OPTIONS})`,
  'aws-jwt-verify': `(await import('aws-jwt-verify')).CognitoJwtVerifier.create(${OPTIONS})`,
};

/** Import and create in a fresh process. Node's own start is not counted, because it is the same for both. */
export const start: Case = {
  title: 'Start: import and create',
  async run(_fixture, { rounds }) {
    const entrants = Object.entries(SCRIPTS).map(([name, script]) => ({ name, script, ms: [] as number[] }));
    await takeTurns(entrants, rounds, async ({ script, ms }) => {
      ms.push(msOf(script));
    });
    const [ours] = entrants;
    return entrants.map(({ name, ms }) => ({
      name,
      values: { ms: median(ms), oursTime: medianRatio(ours?.ms ?? [], ms) },
    }));
  },
};

function msOf(script: string): number {
  const timed = `const start = performance.now(); ${script}; console.log(performance.now() - start);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', timed], { encoding: 'utf8' }));
}
