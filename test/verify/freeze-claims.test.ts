import { describe, expect, it } from 'vitest';
import { freezeClaims } from '../../src/verify/freeze-claims.ts';

describe('frozen claims', () => {
  it('cannot be changed at any depth', () => {
    const claims = { groups: ['a'], custom: { list: [{ deep: { value: 1 } }], nothing: null } };
    freezeClaims(claims);
    for (const part of [
      claims,
      claims.groups,
      claims.custom,
      claims.custom.list,
      claims.custom.list[0],
      claims.custom.list[0]?.deep,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    expect(() => claims.groups.push('b')).toThrow(TypeError);
  });

  it.each(['{"__proto__":{"admin":true},"sub":"a"}', '{"sub":"a","custom":{"__proto__":{"admin":true}}}'])(
    'hold no __proto__: %s',
    (json) => {
      const claims = JSON.parse(json);
      freezeClaims(claims);
      expect(JSON.stringify(claims)).not.toContain('__proto__');
      expect(Object.assign({}, claims).admin).toBeUndefined();
      expect(Object.assign({}, claims.custom).admin).toBeUndefined();
    },
  );

  it('may be nested deeper than the stack', () => {
    const depth = 100_000;
    const claims = JSON.parse(`{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`);
    let deepest: unknown[] = [];
    const chain = { first: deepest };
    for (let level = 0; level < depth; level += 1) {
      const next: unknown[] = [];
      deepest.push(next);
      deepest = next;
    }
    freezeClaims(claims);
    freezeClaims(chain);
    expect(Object.isFrozen(deepest)).toBe(true);
  });
});
