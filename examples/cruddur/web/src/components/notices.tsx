import type { ReactNode } from 'react';

/** Read out at once: something went wrong. */
export function ErrorNotice({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="notice notice-error">
      {children}
    </div>
  );
}

/** Read out when there is time: something went well, or goes on. */
export function StatusNotice({ children }: { children: ReactNode }) {
  return (
    <div role="status" className="notice notice-good">
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
