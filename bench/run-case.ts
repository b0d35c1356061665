// `run-case.js case fixtureFile effort`: runs one case and prints its rows as JSON.
import { CASE_NAMES, caseOf } from './cases/all-cases.ts';
import { readFixture } from './fixture.ts';

const [wanted, fixtureFile = '', effort = '{}'] = process.argv.slice(2);
const name = CASE_NAMES.find((known) => known === wanted);
if (name === undefined) throw new Error(`There is no case ${wanted}; there are ${CASE_NAMES.join(' ')}`);
// Node counts the time of the event loop from its first turn on, and a case that only uses the main thread may end before that.
await new Promise((resolve) => setImmediate(resolve));
console.log(JSON.stringify(await caseOf(name).run(readFixture(fixtureFile), JSON.parse(effort))));
