import { until } from './isolate.ts';
import { TOKENS_PER_SIGNER } from './tokens.ts';
import type { World } from './world.ts';

export interface Case {
  readonly name: string;
  /** Where fetches must die with their request, or must survive it, for the case to make sense. */
  readonly fetches?: 'die' | 'survive';
  /** Rejects with what was wrong. Text that it resolves to is for the report. */
  readonly run: (world: World) => Promise<unknown>;
}

const HOUR = 60;
const ROUNDS_OF_AN_HOUR = 12;
const WAVES_A_ROUND = 3;
const WAVE = 100;
/** The heap goes up and down by half a megabyte at any time, so the least of several readings counts, after many requests. */
const BYTES_KEPT_PER_DEAD_REQUEST = 400;

const MINUTES: readonly (readonly [age: string, minutes: number])[] = [
  ['1 minute', 1],
  ['6 minutes', 6],
  ['16 minutes', 16],
  ['23 hours', 23 * HOUR],
  ['25 hours', 25 * HOUR],
];

export const cases: readonly Case[] = [
  {
    name: 'a cold fetch dies with its requests: the next callers are served',
    async run({ endpoint, breakSilence, tokens: { first }, sendAndResetAll, expectAnswers }) {
      endpoint.publish(first);
      endpoint.fallSilent();
      await sendAndResetAll(first.several(20));
      breakSilence();
      await expectAnswers('accepted', first.several(10));
    },
  },
  {
    name: 'a cold fetch dies with its request: those who waited for it are served',
    async run({ isolate, endpoint, breakSilence, tokens: { first }, expectAnswers }) {
      endpoint.publish(first);
      endpoint.fallSilent();
      const client = await isolate.send(first.next());
      await until('a fetch', () => endpoint.requests() > 0);
      const served = expectAnswers('accepted', first.several(10));
      await until('arrival of those who wait', async () => (await isolate.arrived()) > 10);
      breakSilence();
      client.reset();
      await served;
    },
  },
  {
    name: 'three in a row fetch and die: the fourth is served',
    async run({ endpoint, tokens: { first }, sendAndResetDuringFetch, expectAnswers }) {
      endpoint.publish(first);
      for (let died = 0; died < 3; died += 1) await sendAndResetDuringFetch(first.next());
      await expectAnswers('accepted', [first.next()]);
    },
  },
  ...MINUTES.map(([age, minutes]) => ({
    name: `a refresh dies with its request: a known key is accepted at the age of ${age}`,
    async run({ isolate, tokens: { first }, warm, sendAndResetDuringFetch, expectAnswers }: World) {
      await warm(first);
      await isolate.setClockAhead(minutes);
      await sendAndResetDuringFetch(first.next());
      await expectAnswers('accepted', first.several(10));
    },
  })),
  {
    name: 'a refresh begun a second before the hard age is no trouble at the hard age',
    async run({ isolate, endpoint, tokens: { first }, warm, expectAnswers }) {
      await warm(first);
      await isolate.setClockAhead(14.95);
      // Answered, or under way for someone else: nobody is reset here.
      endpoint.answer({ afterMs: 500 });
      const before = expectAnswers('accepted', [first.next()]);
      await isolate.setClockAhead(15.1);
      await expectAnswers('accepted', first.several(10));
      await before;
    },
  },
  {
    name: 'a fetch for a new key dies with its request: the new key is accepted',
    async run({ endpoint, tokens: { first, second }, warm, sendAndResetDuringFetch, expectAnswers }) {
      await warm(first);
      endpoint.publish(second);
      await sendAndResetDuringFetch(second.next());
      await expectAnswers('accepted', second.several(10));
    },
  },
  {
    name: 'a removed key is refused from 5 minutes on where others ask, though refreshes die',
    async run({ isolate, endpoint, tokens: { first, second }, warm, sendAndResetDuringFetch, expectAnswers }) {
      await warm(first, second);
      endpoint.publish(second);
      await isolate.setClockAhead(5.1);
      await sendAndResetDuringFetch(second.next());
      await until('refusal of the removed key', async () => {
        await expectAnswers('accepted', [second.next()]);
        return (await isolate.ask(first.next())).verdict === 'key_unknown';
      });
    },
  },
  ...MINUTES.slice(2).map(([age, minutes]) => ({
    name: `a refresh dies with its request: a removed key is refused at once at the age of ${age}`,
    async run({ isolate, endpoint, tokens: { first, second }, warm, sendAndResetDuringFetch, expectAnswers }: World) {
      await warm(first, second);
      endpoint.publish(second);
      await isolate.setClockAhead(minutes);
      await sendAndResetDuringFetch(first.next());
      await expectAnswers('key_unknown', first.several(10));
      await expectAnswers('accepted', [second.next()]);
    },
  })),
  {
    name: '1,100 cold requests are reset: valid tokens are accepted, removed keys refused',
    async run({ endpoint, tokens: { first, second }, sendAndResetFlood, expectAnswers }) {
      endpoint.publish(second);
      await sendAndResetFlood();
      await Promise.all([expectAnswers('accepted', second.several(10)), expectAnswers('key_unknown', [first.next()])]);
    },
  },
  {
    name: '1,100 requests are reset at the age of 23 hours: removed keys are refused, old and new ones accepted',
    async run({ isolate, endpoint, tokens: { first, second, third }, warm, sendAndResetFlood, expectAnswers }) {
      await warm(first, second);
      await isolate.setClockAhead(23 * HOUR);
      endpoint.publish(second, third);
      await sendAndResetFlood();
      await Promise.all([
        expectAnswers('key_unknown', first.several(10)),
        expectAnswers('accepted', second.several(10)),
        expectAnswers('accepted', third.several(10)),
      ]);
    },
  },
  {
    name: 'an hour of requests that are reset leaves nothing behind',
    async run({
      isolate,
      endpoint,
      breakSilence,
      tokens: { first, forged },
      warm,
      sendAndResetAll,
      expectAnswers,
      usedHeap,
    }) {
      await warm(first);
      await expectAnswers('accepted', first.several(TOKENS_PER_SIGNER));
      const readings: number[] = [];
      for (let round = 1; round <= ROUNDS_OF_AN_HOUR; round += 1) {
        await isolate.setClockAhead(round * 5.1);
        endpoint.fallSilent();
        for (let wave = 0; wave < WAVES_A_ROUND; wave += 1) {
          await sendAndResetAll(Array.from({ length: WAVE / 2 }, () => [first.next(), forged()]).flat());
        }
        breakSilence();
        await expectAnswers('accepted', [first.next()]);
        readings.push(await usedHeap());
      }
      // Of the second and the last third: at first things are made that stay for good.
      const third = ROUNDS_OF_AN_HOUR / 3;
      const kept = Math.min(...readings.slice(-third)) - Math.min(...readings.slice(third, -third));
      const dead = third * WAVES_A_ROUND * WAVE;
      const told = `${Math.round(kept / 1000)} kB more after ${dead} dead requests`;
      if (kept > dead * BYTES_KEPT_PER_DEAD_REQUEST) throw new Error(told);
      return told;
    },
  },
  {
    name: 'where a refresh survives its request, nobody waits for one, and it lands after the answer',
    fetches: 'survive',
    async run({ isolate, endpoint, breakSilence, tokens: { first, second }, warm, expectAnswers }) {
      await warm(first, second);
      endpoint.publish(second);
      await isolate.setClockAhead(6);
      endpoint.fallSilent();
      // Answered while the endpoint is silent.
      await expectAnswers('accepted', first.several(10));
      await until('a fetch', () => endpoint.requests() > 1);
      breakSilence();
      await until(
        'refusal of the removed key',
        async () => (await isolate.ask(first.next())).verdict === 'key_unknown',
      );
      if (endpoint.requests() > 3) throw new Error(`${endpoint.requests()} fetches`);
    },
  },
  {
    name: 'where a refresh survives its request, it lands though the client was reset',
    fetches: 'survive',
    async run({ isolate, endpoint, breakSilence, tokens: { first, second }, warm }) {
      await warm(first, second);
      endpoint.publish(second);
      await isolate.setClockAhead(6);
      endpoint.fallSilent();
      const client = await isolate.send(second.next());
      await until('a fetch', () => endpoint.requests() > 1);
      client.reset();
      breakSilence();
      await until(
        'refusal of the removed key',
        async () => (await isolate.ask(first.next())).verdict === 'key_unknown',
      );
    },
  },
  {
    name: 'where a refresh dies with its request, the one who starts it waits for it, and it lands',
    fetches: 'die',
    async run({ isolate, endpoint, tokens: { first, second }, warm, expectAnswers }) {
      await warm(first, second);
      endpoint.publish(second);
      await isolate.setClockAhead(6);
      endpoint.answer({ afterMs: 300 });
      await expectAnswers('accepted', [second.next()]);
      await expectAnswers('key_unknown', [first.next()]);
    },
  },
  {
    name: 'an endpoint that takes 1.8 s is waited for, by cold callers and past the hard age',
    async run({ isolate, endpoint, tokens: { first, second }, expectAnswers }) {
      endpoint.publish(first, second);
      endpoint.answer({ afterMs: 1_800 });
      await expectAnswers('accepted', first.several(20));
      const whenCold = endpoint.requests();
      endpoint.publish(second);
      await isolate.setClockAhead(16);
      await expectAnswers('key_unknown', first.several(20));
      return `${whenCold} fetches for 20 cold callers, ${endpoint.requests() - whenCold} past the hard age`;
    },
  },
  {
    name: 'an endpoint that is down: known keys for 24 hours, though refreshes die',
    async run({ isolate, endpoint, tokens: { first }, warm, sendAndResetDuringFetch, expectAnswers }) {
      await warm(first);
      for (const [, minutes] of MINUTES) {
        await isolate.setClockAhead(minutes);
        await sendAndResetDuringFetch(first.next(), { status: 500 });
        await expectAnswers(minutes < 24 * HOUR ? 'accepted' : 'keys_unavailable', first.several(5));
      }
      endpoint.answer();
      await until('recovery', async () => (await isolate.ask(first.next())).verdict === 'accepted');
    },
  },
];
