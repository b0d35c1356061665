import { BACKENDS, type BackendName, isBackendName } from '../server/start-backend.ts';
import { launchBrowser } from './browser.ts';
import { runScenario } from './run-scenario.ts';

/** `npm run test:e2e`, for all back ends; `npm run test:e2e -- --backend=koa` for one. */
function backendsToTest(given: readonly string[]): readonly BackendName[] {
  const names = given.map((argument) => argument.replace(/^--backend=/, ''));
  const unknown = names.find((name) => !isBackendName(name));
  if (unknown !== undefined) throw new Error(`${unknown} is none of --backend=${Object.keys(BACKENDS).join('|')}`);
  return (names.length > 0 ? names : Object.keys(BACKENDS)).filter(isBackendName);
}

const total = { passed: 0, failed: 0 };
try {
  const names = backendsToTest(process.argv.slice(2));
  const browser = await launchBrowser();
  for (const name of names) {
    const startedAt = performance.now();
    console.log(`\nCruddur in Chromium ${browser.version()}, back end in ${name}`);
    const { passed, failed } = await runScenario(browser, name);
    total.passed += passed;
    total.failed += failed;
    console.log(
      `  ${name}: ${passed} passed, ${failed} failed in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
    );
  }
  await browser.close();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  total.failed += 1;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
