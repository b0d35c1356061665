import { performance } from 'node:perf_hooks';
import { awsJwtVerify } from '../contenders/aws-jwt-verify.ts';
import { cognitoGuard } from '../contenders/cognito-guard.ts';
import type { Contender } from '../measure/drive.ts';
import { median } from '../measure/statistics.ts';
import type { Case } from './case.ts';

const MEGABYTE = 1_048_576;
const STRINGS = 16;

/** A megabyte from a stranger. The strings are made before the clock starts: copying one costs more than refusing it. */
export const oversize: Case = {
  title: 'A megabyte of dots, a megabyte of payload',
  async run(fixture, { rounds }) {
    const [header, , signature] = (fixture.access[0] ?? '').split('.');
    const tokens = { dots: '.'.repeat(MEGABYTE), payload: `${header}.${'A'.repeat(MEGABYTE)}.${signature}` };
    const rows = [];
    for (const contender of [await cognitoGuard(fixture), ...awsJwtVerify(fixture)]) {
      const dotsMicros = await microsPerCall(contender, tokens.dots, rounds);
      const payloadMicros = await microsPerCall(contender, tokens.payload, rounds);
      rows.push({ name: contender.name, values: { dotsMicros, payloadMicros } });
    }
    return rows;
  },
};

async function microsPerCall({ verify }: Contender, token: string, rounds: number): Promise<number> {
  const bytes = Buffer.from(token, 'latin1');
  const micros = [];
  for (let round = 0; round < 2 * rounds; round += 1) {
    const strings = Array.from({ length: STRINGS }, () => bytes.toString('latin1'));
    const start = performance.now();
    for (const string of strings) {
      try {
        await verify(string);
      } catch {
        // The refusal.
      }
    }
    micros.push(((performance.now() - start) * 1000) / STRINGS);
  }
  // The first half warms up.
  return median(micros.slice(rounds));
}
