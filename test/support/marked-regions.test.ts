import { describe, expect, it } from 'vitest';
import { fillMarkedRegions } from './marked-regions.ts';

const PAGE =
  'By hand.\n<!-- bench:begin a -->\nold\n<!-- bench:end a -->\nAlso by hand.\n<!-- bench:begin b --><!-- bench:end b -->\n';

describe('a page whose figures a command fills', () => {
  it('gets new figures between the marks and keeps every word outside them', () => {
    expect(fillMarkedRegions(PAGE, { a: '| 1 |', b: '2' })).toBe(
      'By hand.\n<!-- bench:begin a -->\n| 1 |\n<!-- bench:end a -->\nAlso by hand.\n<!-- bench:begin b -->\n2\n<!-- bench:end b -->\n',
    );
  });

  it('is filled the same way twice', () => {
    const contents = { a: '1', b: '2' };
    const once = fillMarkedRegions(PAGE, contents);
    expect(fillMarkedRegions(once, contents)).toBe(once);
  });

  it.each([
    ['a mark would keep an old figure', { a: '1' }],
    ['a figure has no mark', { a: '1', b: '2', c: '3' }],
  ])('is refused when %s', (_, contents: Record<string, string>) => {
    expect(() => fillMarkedRegions(PAGE, contents)).toThrow(/region [bc]$/);
  });
});
