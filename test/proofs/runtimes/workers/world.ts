import { type Client, type Isolate, until } from './isolate.ts';
import type { KeyEndpoint, Manner } from './key-endpoint.ts';
import type { Signer, Tokens } from './tokens.ts';

export type World = ReturnType<typeof createWorld>;

interface Parts {
  readonly isolate: Isolate;
  readonly endpoint: KeyEndpoint;
  readonly tokens: Tokens;
  /** Whether a fetch dies with its request, or `keys.waitUntil` or the platform's own keeps it alive. */
  readonly fetches: 'die' | 'survive';
  /** Bytes that the isolate holds after a collection. */
  readonly usedHeap: () => Promise<number>;
}

/** One isolate, its keys, and the steps that most cases are made of. */
export function createWorld({ isolate, endpoint, tokens, fetches, usedHeap }: Parts) {
  /** Asks with all these tokens at once. */
  async function expectAnswers(wanted: string, given: readonly string[]): Promise<void> {
    const answers = await Promise.all(given.map(isolate.ask));
    const others = answers
      .filter(({ verdict }) => verdict !== wanted)
      .map(({ verdict, cause = [] }) => [verdict, ...cause].join(': '));
    if (others.length === 0) return;
    throw new Error(`wanted ${wanted}, ${others.length} of ${answers.length} got ${[...new Set(others)].join('; ')}`);
  }

  /** The isolate has the keys of these signers, and has met a token of each. */
  async function warm(...signers: readonly Signer[]): Promise<void> {
    endpoint.publish(...signers);
    for (const signer of signers) await expectAnswers('accepted', [signer.next()]);
  }

  /** A fetch that should be dead gets no answer, so that it brings no keys if it lives. */
  function breakSilence(manner?: Manner): void {
    if (fetches === 'die') endpoint.answer(manner);
    else endpoint.answerAll(manner);
  }

  /** A client sends the token, and goes away while the keys are fetched on its behalf, if they are. */
  async function sendAndResetDuringFetch(token: string, thenAnswer: Manner = {}): Promise<void> {
    endpoint.fallSilent();
    const before = endpoint.requests();
    const client = await isolate.send(token);
    await until('an answer or a fetch', () => client.isAnswered() || endpoint.requests() > before);
    client.reset();
    breakSilence(thenAnswer);
  }

  /** Clients send these tokens, and go away once all have arrived. */
  async function sendAndResetAll(given: readonly string[]): Promise<void> {
    const before = await isolate.arrived();
    const clients: readonly Client[] = await Promise.all(given.map(isolate.send));
    await until('arrival of all requests', async () => (await isolate.arrived()) >= before + given.length);
    for (const client of clients) client.reset();
  }

  /** Eleven times a hundred, so that no machine lacks sockets: known keys, keys not yet known, and forged tokens. */
  async function sendAndResetFlood(): Promise<void> {
    const { first, second, third, forged } = tokens;
    endpoint.fallSilent();
    for (let wave = 0; wave < 11; wave += 1) {
      const mixed = Array.from({ length: 25 }, () => [first.next(), second.next(), third.next(), forged()]);
      await sendAndResetAll(mixed.flat());
    }
    breakSilence();
  }

  return {
    isolate,
    endpoint,
    tokens,
    fetches,
    usedHeap,
    breakSilence,
    expectAnswers,
    warm,
    sendAndResetDuringFetch,
    sendAndResetAll,
    sendAndResetFlood,
  };
}
