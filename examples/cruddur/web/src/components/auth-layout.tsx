import { Link, Outlet } from 'react-router-dom';
import { Icon } from './icon.tsx';
import { Logo } from './logo.tsx';

export function AuthLayout() {
  return (
    <div className="auth">
      <header className="auth-head">
        <Link to="/" className="auth-back">
          <Icon name="back" />
          Back to the feed
        </Link>
        <Link to="/" className="brand auth-brand" aria-label="Cruddur, home">
          <Logo size={48} />
          <span className="brand-name">cruddur</span>
        </Link>
      </header>
      <Outlet />
    </div>
  );
}
