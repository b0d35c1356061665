import type { ReactNode } from 'react';
import type { Crud } from '../api/activities.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import { ago, expiresIn } from './times.ts';

export function CrudCard({ crud, children }: { crud: Crud; children?: ReactNode }) {
  const { name, handle, text, audience, created_at, expires_at } = crud;
  return (
    <article className="crud">
      <Avatar name={name} />
      <div className="crud-main">
        <header className="crud-head">
          <span className="name">{name}</span>
          {handle !== null && <span className="handle">@{handle}</span>}
          <time className="crud-age" dateTime={new Date(created_at).toISOString()}>
            {ago(created_at)}
          </time>
        </header>
        <p className="crud-text">{text}</p>
        <footer className="crud-foot">
          <span className="crud-expiry">
            <Icon name="clock" />
            {expiresIn(expires_at)}
          </span>
          {audience === 'members' && <span className="tag">Members only</span>}
          {children}
        </footer>
      </div>
    </article>
  );
}
