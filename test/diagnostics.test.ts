import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CHANNELS, type KeysMessage, publishKeys, publishRefusal } from '../src/diagnostics.ts';

function hear(name: string): { readonly heard: unknown[]; readonly stop: () => void } {
  const heard: unknown[] = [];
  const listen = (message: unknown) => heard.push(message);
  subscribe(name, listen);
  return { heard, stop: () => unsubscribe(name, listen) };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe('the channels', () => {
  it('have the names that operators subscribe to', () => {
    expect(CHANNELS).toEqual({ refusal: 'cognito-guard:refusal', keys: 'cognito-guard:keys' });
  });

  it('tell a refusal by its reason and its cause, and by nothing else', () => {
    const { heard, stop } = hear(CHANNELS.refusal);
    publishRefusal({ reason: 'token_expired' });
    publishRefusal({ reason: 'claims_malformed', cause: "claim 'iat' is missing", claims: { sub: 'jane' } } as never);
    stop();
    expect(heard).toStrictEqual([
      { reason: 'token_expired' },
      { reason: 'claims_malformed', cause: "claim 'iat' is missing" },
    ]);
  });

  it('tell what became of the keys', () => {
    const { heard, stop } = hear(CHANNELS.keys);
    const messages: readonly KeysMessage[] = [
      { type: 'keys_changed', added: 2, removed: 0 },
      { type: 'key_refresh_failed', cause: new Error('down') },
    ];
    for (const message of messages) publishKeys(message);
    stop();
    expect(heard).toEqual(messages);
  });

  it('make no message where nobody listens', () => {
    const message = Object.defineProperty({}, 'reason', { get: () => 'token_expired' });
    const { heard, stop } = hear(CHANNELS.refusal);
    stop();
    publishRefusal(message as never);
    publishKeys({ type: 'keys_changed', added: 1, removed: 1 });
    expect(heard).toEqual([]);
  });

  it.each([
    ['process', undefined],
    ['process.getBuiltinModule, as Node before 20.16', { versions: process.versions }],
    ['such a module, as a Worker', { getBuiltinModule: () => undefined }],
  ])('are silent on a host without %s', async (_, host) => {
    vi.resetModules();
    vi.stubGlobal('process', host);
    const loading = import('../src/diagnostics.ts');
    const diagnostics = await loading.finally(() => vi.unstubAllGlobals());
    const { heard, stop } = hear(CHANNELS.refusal);
    diagnostics.publishRefusal({ reason: 'token_expired' });
    diagnostics.publishKeys({ type: 'keys_changed', added: 1, removed: 0 });
    stop();
    expect(heard).toEqual([]);
  });
});
