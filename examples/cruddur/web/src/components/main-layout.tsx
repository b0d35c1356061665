import { Link, Outlet } from 'react-router-dom';
import { BackEndProvider } from '../back-end/back-end-view.tsx';
import { useSession } from '../session/session.tsx';
import { isLocal } from '../settings.ts';
import { AccountCorner } from './account-corner.tsx';
import { Logo } from './logo.tsx';
import { Navigation } from './navigation.tsx';

/** Navigation on the left, the page in the middle. A third column, if any, is part of the page. */
export function MainLayout() {
  const { state } = useSession();
  return (
    <BackEndProvider>
      <div className="columns">
        <a className="skip" href="#page">
          Skip to the page
        </a>
        <header className="side">
          <Link to="/" className="brand" aria-label="Cruddur, home">
            <Logo />
            <span className="brand-name">cruddur</span>
          </Link>
          <Navigation status={state.status} />
          {state.status === 'member' && <AccountCorner profile={state.profile} />}
          <p className="mode">{isLocal ? 'Local user pool' : 'Amazon Cognito'}</p>
        </header>
        <Outlet />
      </div>
    </BackEndProvider>
  );
}
