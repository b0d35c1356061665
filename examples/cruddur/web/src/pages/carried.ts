import { useLocation, useSearchParams } from 'react-router-dom';

interface Carried {
  readonly email: string;
  readonly note: string | undefined;
}

/** What the last page passed on: a note, and the e-mail address typed there. A link can pass the address too. */
export function useCarried(): Carried {
  const state = Object(useLocation().state) as Partial<Record<keyof Carried, unknown>>;
  const [search] = useSearchParams();
  return {
    email: typeof state.email === 'string' ? state.email : (search.get('email') ?? ''),
    note: typeof state.note === 'string' ? state.note : undefined,
  };
}

export function carry(email: string, note?: string): { state: Partial<Carried> } {
  return { state: { email, ...(note !== undefined && { note }) } };
}
