import { randomUUID } from 'node:crypto';
import type { Answer } from '../http.ts';

const MOST_PAGES = 100;

/** The pages that forms led to, each under an ID that nobody can guess. The oldest goes first; the login page then stands in. */
export function createShownPages() {
  const pages = new Map<string, Answer>();

  /** @returns the query of the page's address: the one of the form, and the ID. */
  function keep(page: Answer, query: URLSearchParams): string {
    const id = randomUUID();
    pages.set(id, page);
    const [oldest] = pages.keys();
    if (pages.size > MOST_PAGES && oldest !== undefined) pages.delete(oldest);
    const address = new URLSearchParams(query);
    address.set('shown', id);
    return address.toString();
  }

  return { keep, find: (query: string) => pages.get(new URLSearchParams(query).get('shown') ?? '') };
}
