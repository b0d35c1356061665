import { expect, it } from 'vitest';
import { requestOfToken } from '../../src/lambda/events.ts';

it.each<readonly [unknown, unknown]>([
  ['a.b.c', 'Bearer a.b.c'],
  ['a.b.bearer', 'Bearer a.b.bearer'],
  ['bearer.b.c', 'Bearer bearer.b.c'],
  ['Bearer a.b.c', 'Bearer a.b.c'],
  ['Bearer', 'Bearer'],
  ['bearer', 'bearer'],
  [undefined, undefined],
  [7, 7],
])('a token that the host gives as %j is read as the field %j', (given, authorization) => {
  expect(requestOfToken(given)).toEqual({ headers: { authorization } });
});
