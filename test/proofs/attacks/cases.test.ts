import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { CASE_FILES, CASES, EXECUTABLE_CASES, SPECIFICATION_CASES } from './cases.ts';
import { judgeCases } from './judge-cases.ts';

const schema = JSON.parse(readFileSync(new URL('cases.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ allErrors: true, strictTuples: false, strictTypes: false }).compile(schema);

describe('the corpus', () => {
  it.each([...CASE_FILES])('%s follows the schema and bears the name of its category', (name, file) => {
    validate(file);
    expect(validate.errors).toBeNull();
    expect(name).toBe(`${(file as { category: string }).category}.json`);
  });

  it('is refused by the schema where a refusal has no reason, or a recipe has an unknown verb', () => {
    const fileWith = (changes: object) => ({
      $schema: '../cases.schema.json',
      category: 'x',
      cases: [{ id: 'XXX-01', title: 't', expected: 'accept', source: 'own', recipe: { kind: 'token' }, ...changes }],
    });
    expect(validate(fileWith({}))).toBe(true);
    expect(validate(fileWith({ expected: 'reject' }))).toBe(false);
    expect(validate(fileWith({ expected: 'policy', decided: 'accept' }))).toBe(false);
    expect(validate(fileWith({ recipe: { kind: 'token', mutate: [['reverse']] } }))).toBe(false);
  });

  it('has 201 executable cases and 128 specifications, each under an id of its own', () => {
    expect([EXECUTABLE_CASES.length, SPECIFICATION_CASES.length]).toEqual([201, 128]);
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(329);
  });
});

describe('the judge of the cases', () => {
  const cases = [{ id: 'ABC-01' }, { id: 'ABC-02' }, { id: 'ABC-03', withdrawn: 'because' }];
  const passed = (fullName: string) => ({ fullName, state: 'passed' as const });

  it('is content where each case has passed, one test for several included', () => {
    expect(judgeCases(cases, [passed('ABC-01 and ABC-02: a title'), passed('no case')])).toEqual([]);
  });

  it('names a case without a test, or with a test that was skipped or failed', () => {
    expect(judgeCases(cases, [passed('ABC-01: x')])).toEqual(['ABC-02: no test that ran bears this id']);
    for (const state of ['skipped', 'failed', 'pending'] as const) {
      const tests = [passed('ABC-01: x'), passed('ABC-02: x'), { fullName: 'ABC-02: y', state }];
      expect(judgeCases(cases, tests)).toEqual([`ABC-02: a test that bears this id was ${state}`]);
    }
  });

  it('names a test whose id no case has, or whose case is withdrawn', () => {
    const tests = ['ABC-01', 'ABC-02', 'ABC-03', 'ABC-04'].map(passed);
    expect(judgeCases(cases, tests).map((text) => text.slice(0, 6))).toEqual(['ABC-03', 'ABC-04']);
  });
});
