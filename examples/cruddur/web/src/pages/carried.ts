import { useLocation, useSearchParams } from 'react-router-dom';

interface Carried {
  readonly email: string;
  readonly note: string | undefined;
  /** The page that a member came from to sign in, and goes back to. */
  readonly from: string;
  /** In the recovery of a password: a code is on its way. */
  readonly codeSent: boolean;
}

/**
 * What the last page passed on. It is part of the entry in the browser's history, so loading the page again keeps it, and Back
 * finds what was there. A link can pass the e-mail address too.
 */
export function useCarried(): Carried {
  const state = Object(useLocation().state) as Partial<Record<keyof Carried, unknown>>;
  const [search] = useSearchParams();
  return {
    email: typeof state.email === 'string' ? state.email : (search.get('email') ?? ''),
    note: typeof state.note === 'string' ? state.note : undefined,
    from: typeof state.from === 'string' ? state.from : '/',
    codeSent: state.codeSent === true,
  };
}

/** For `navigate`, and with `state` of it for a link. */
export function carry(carried: Partial<Carried>): { state: Partial<Carried> } {
  return { state: carried };
}
