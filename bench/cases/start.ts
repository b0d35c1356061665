import { execFileSync } from 'node:child_process';
import { median, medianRatio } from '../measure/statistics.ts';
import type { Case } from './case.ts';

const OPTIONS = `{ userPoolId: 'eu-west-1_AbCdEf123', clientId: '1example23456789', tokenUse: 'access' }`;
const SCRIPTS = {
  'cognito-guard': `(await import('cognito-guard')).createCognitoVerifier(${OPTIONS})`,
  'aws-jwt-verify': `(await import('aws-jwt-verify')).CognitoJwtVerifier.create(${OPTIONS})`,
};

/** Import and create in a fresh process, in pairs. Node's own start is not counted: it is the same for both. */
export const start: Case = {
  title: 'Start: import and create',
  async run(_fixture, { rounds }) {
    const times: Record<keyof typeof SCRIPTS, number[]> = { 'cognito-guard': [], 'aws-jwt-verify': [] };
    for (let pair = 0; pair < rounds; pair += 1) {
      times['cognito-guard'].push(msOf(SCRIPTS['cognito-guard']));
      times['aws-jwt-verify'].push(msOf(SCRIPTS['aws-jwt-verify']));
    }
    return Object.entries(times).map(([name, ms]) => ({
      name,
      values: { ms: median(ms), oursTime: medianRatio(times['cognito-guard'], ms) },
    }));
  },
};

function msOf(script: string): number {
  const timed = `const start = performance.now(); ${script}; console.log(performance.now() - start);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', timed], { encoding: 'utf8' }));
}
