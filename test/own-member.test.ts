import { afterEach, describe, expect, it } from 'vitest';
import { ownMember, withoutPrototype } from '../src/own-member.ts';

const NAME = 'polluted';

function pollute(): void {
  Object.defineProperty(Object.prototype, NAME, { value: 'evil', configurable: true, writable: true });
}
afterEach(() => {
  Reflect.deleteProperty(Object.prototype, NAME);
});

describe('a member of an object', () => {
  it('is read where it is its own', () => {
    pollute();
    expect(ownMember({ [NAME]: 'mine' }, NAME)).toBe('mine');
    expect(ownMember(JSON.parse('{"__proto__":"mine"}'), '__proto__')).toBe('mine');
  });

  it.each([NAME, 'toString', '__proto__', 'constructor'])('is not there where it is inherited: %s', (name) => {
    pollute();
    expect(ownMember({}, name)).toBeUndefined();
  });
});

describe('a copy without prototype', () => {
  it('has the members and inherits none', () => {
    pollute();
    const copy = withoutPrototype({ a: 1 });
    expect([Object.getPrototypeOf(copy), Reflect.ownKeys(copy)]).toEqual([null, ['a']]);
    expect(Reflect.get(copy, NAME)).toBeUndefined();
  });

  it('is a copy', () => {
    const original = { a: 1 };
    withoutPrototype(original).a = 2;
    expect(original.a).toBe(1);
  });
});
