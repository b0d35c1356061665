/** A test that ran, and how it ended. */
export interface RunTest {
  readonly fullName: string;
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending';
}

interface CaseToPass {
  readonly id: string;
  readonly withdrawn?: string;
}

/**
 * What is wrong between the cases and the tests that ran: a case counts when a test bears its id and every test that does
 * has passed, and no test may bear an id that no case has. What was skipped did not pass.
 */
export function judgeCases(cases: readonly CaseToPass[], tests: readonly RunTest[]): string[] {
  const prefixes = [...new Set(cases.map(({ id }) => id.slice(0, 3)))].join('|');
  const statesById = new Map<string, RunTest['state'][]>();
  for (const { fullName, state } of tests) {
    for (const [id] of fullName.matchAll(new RegExp(`\\b(?:${prefixes})-\\d{2}\\b`, 'g'))) {
      statesById.set(id, [...(statesById.get(id) ?? []), state]);
    }
  }
  const expected = cases.filter(({ withdrawn }) => withdrawn === undefined).map(({ id }) => id);
  const missing = expected.flatMap((id) => {
    const states = statesById.get(id);
    if (states === undefined) return [`${id}: no test that ran bears this id`];
    const other = states.find((state) => state !== 'passed');
    return other === undefined ? [] : [`${id}: a test that bears this id was ${other}`];
  });
  const unknown = [...statesById.keys()].filter((id) => !expected.includes(id));
  return [...missing, ...unknown.map((id) => `${id}: a test bears this id, and no case does, or it is withdrawn`)];
}
