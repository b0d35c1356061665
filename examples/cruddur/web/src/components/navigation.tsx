import { NavLink, useLocation } from 'react-router-dom';
import type { SessionState } from '../session/who-is-signed-in.ts';
import { Icon, type IconName } from './icon.tsx';

interface Place {
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
}

const FOR_ALL: readonly Place[] = [{ to: '/', label: 'Home', icon: 'home' }];
const FOR_MEMBERS: readonly Place[] = [
  ...FOR_ALL,
  { to: '/messages', label: 'Messages', icon: 'messages' },
  { to: '/moderation', label: 'Moderation', icon: 'moderation' },
  { to: '/security', label: 'Security', icon: 'security' },
];
const FOR_STRANGERS: readonly Place[] = [
  ...FOR_ALL,
  { to: '/messages', label: 'Messages', icon: 'messages' },
  { to: '/signin', label: 'Sign in', icon: 'signIn' },
  { to: '/signup', label: 'Sign up', icon: 'signUp' },
];
const PLACES = { loading: FOR_ALL, anonymous: FOR_STRANGERS, member: FOR_MEMBERS };

export function Navigation({ status }: { status: SessionState['status'] }) {
  const { pathname: from } = useLocation();
  return (
    <nav className="places" aria-label="Main">
      {PLACES[status].map(({ to, label, icon }) => (
        <NavLink key={to} to={to} state={{ from }} end className="place">
          <Icon name={icon} />
          <span className="place-label">{label}</span>
        </NavLink>
      ))}
    </nav>
  );
}
