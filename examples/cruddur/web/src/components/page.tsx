import type { ReactNode } from 'react';
import { useTitle } from './use-title.ts';

export function Page({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  useTitle(title);
  return (
    <>
      <main className="page" id="page" tabIndex={-1}>
        <h1 className="page-title">{title}</h1>
        {children}
      </main>
      {aside !== undefined && (
        <aside className="aside" aria-label="About this page">
          {aside}
        </aside>
      )}
    </>
  );
}
