import type { ReactNode } from 'react';

/** For something that went wrong. Screen readers interrupt for it. */
export function ErrorNotice({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="notice notice-error">
      {children}
    </div>
  );
}

/** For something that went well or is under way. Screen readers read it when they are idle. */
export function StatusNotice({ children }: { children: ReactNode }) {
  return (
    <div role="status" className="notice notice-good">
      {children}
    </div>
  );
}

/** Why nobody is signed in any more: neither good nor bad news. */
export function SessionNotice({ children }: { children: ReactNode }) {
  return (
    <div role="status" className="notice notice-session">
      {children}
    </div>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <div role="status" className="loading">
      <span className="spinner" aria-hidden="true" />
      Loading {what}…
    </div>
  );
}

export function Empty({ children }: { children: ReactNode }) {
  return <p className="empty">{children}</p>;
}
