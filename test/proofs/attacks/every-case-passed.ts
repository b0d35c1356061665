import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { CASES } from './cases.ts';
import { judgeCases } from './judge-cases.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** Fails a run of all tests of this folder in which a case was not tested. A run of some of them is not judged. */
export class EveryCasePassed implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const ran = modules.filter(({ moduleId }) => moduleId.startsWith(FOLDER));
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.test.ts'));
    if (ran.length < files.length || this.#vitest?.config.testNamePattern !== undefined) return;

    const tests = ran.flatMap(({ children }) => [...children.allTests()]);
    const wrong = judgeCases(
      CASES,
      tests.map((test) => ({ fullName: test.fullName, state: test.result().state })),
    );
    const counted = CASES.filter(({ withdrawn }) => withdrawn === undefined).length;
    console.log(wrong.length === 0 ? `All ${counted} cases were tested and passed.` : wrong.join('\n'));
    if (wrong.length > 0) process.exitCode = 1;
  }
}
