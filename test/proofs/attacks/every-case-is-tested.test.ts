import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CASES, EXECUTABLE_CASES, SPECIFICATION_CASES } from './cases.ts';

/** Where the specification cases of a category are tested. */
const FILE_BY_CATEGORY: Readonly<Record<string, string>> = {
  'auth-header': 'auth-header.test.ts',
  'jwks-content': 'jwks-content.test.ts',
  'jwks-transport': 'jwks-transport.test.ts',
  'result-cache': 'result-cache.test.ts',
  flood: 'flood.test.ts',
  tenant: 'tenant.test.ts',
  'js-runtime': 'js-runtime.test.ts',
};

const ANY_ID = new RegExp(`\\b(${[...new Set(CASES.map(({ id }) => id.slice(0, 3)))].join('|')})-\\d{2}\\b`, 'g');

const source = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');

it.each(SPECIFICATION_CASES.map(({ id, category, title }) => [id, title, category] as const))(
  '%s (%s) has a test that bears its id',
  (id, _title, category) => {
    expect(source(`./${FILE_BY_CATEGORY[category]}`)).toMatch(new RegExp(`(['"\`]|and |, )${id}\\b`));
  },
);

it('counts every case once, and no test bears an id that is no case', () => {
  expect([EXECUTABLE_CASES.length, SPECIFICATION_CASES.length]).toEqual([201, 128]);
  const known = new Set(CASES.map(({ id }) => id));
  expect(known.size).toBe(329);
  const tests = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.test.ts'));
  const named = tests.flatMap((file) => source(`./${file}`).match(ANY_ID) ?? []);
  expect(named.filter((id) => !known.has(id))).toEqual([]);
});
