import { expect, it } from 'vitest';
import { expectEventFor, requestOfToken } from '../../src/lambda/events.ts';
import { restToken } from './events.ts';

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

it.each(['1.0', '2.0', undefined])(
  'an event of type TOKEN is for restApiAuthorizer, with the version %s too',
  (version) => {
    const event = { ...restToken('x'), version };
    expect(() => expectEventFor('restApiAuthorizer', event)).not.toThrow();
    for (const other of ['httpApiAuthorizer', 'webSocketAuthorizer'] as const) {
      expect(() => expectEventFor(other, event)).toThrow('This event is one for restApiAuthorizer');
    }
  },
);

it('an event of an ALB is known by its context alone', () => {
  expect(() => expectEventFor('authenticate', { requestContext: { elb: {} } })).not.toThrow();
});
