import type { ReactNode } from 'react';
import { useTitle } from './use-title.ts';

interface AuthCardProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
}

export function AuthCard({ title, lead, children, foot }: AuthCardProps) {
  useTitle(title);
  return (
    <main className="auth-card" id="page" tabIndex={-1}>
      <h1>{title}</h1>
      {lead !== undefined && <p className="lead">{lead}</p>}
      {children}
      {foot !== undefined && <div className="auth-foot">{foot}</div>}
    </main>
  );
}
