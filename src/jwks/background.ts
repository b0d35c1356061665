/** A refresh whose promise never rejects. */
type Refresh = Promise<void>;

/**
 * Hands a refresh over to whatever keeps it alive when the request that started it is answered, and tells whether it
 * will go on by itself. Node, Bun and Deno need nothing for that. Cloudflare Workers end all work of a request with it,
 * unless `waitUntil` was called with the work's promise.
 * @see https://developers.cloudflare.com/workers/runtime-apis/context/#waituntil
 */
export function createBackground(
  waitUntil: ((refresh: Refresh) => unknown) | undefined,
): (refresh: Refresh) => boolean {
  const keepAlive = waitUntil ?? waitUntilOfThePlatform();
  if (keepAlive === undefined) return () => !isCloudflareWorker();

  return function handOver(refresh) {
    try {
      Promise.resolve(keepAlive(refresh)).catch(() => {});
      return true;
    } catch {
      // Called outside a request, or taken off its ctx: then the refresh has to be waited for.
      return !isCloudflareWorker();
    }
  };
}

/** By the one mark that Workers bear at every compatibility date. */
export function isCloudflareWorker(runtime: object = globalThis): boolean {
  const { navigator } = runtime as { readonly navigator?: { readonly userAgent?: string } };
  return navigator?.userAgent === 'Cloudflare-Workers';
}

function waitUntilOfThePlatform(): ((refresh: Refresh) => unknown) | undefined {
  if (!isCloudflareWorker()) return undefined;
  // A module of the platform's own, so Node's types do not know it. Present with nodejs_compat.
  const getBuiltinModule: ((name: string) => unknown) | undefined = globalThis.process?.getBuiltinModule;
  const workers = getBuiltinModule?.('cloudflare:workers') as
    | { readonly waitUntil?: (work: Refresh) => unknown }
    | undefined;
  return workers?.waitUntil;
}
