import { Link } from 'react-router-dom';
import { Page } from '../components/page.tsx';

export function NotFoundPage() {
  return (
    <Page title="Not found">
      <div className="empty">
        <p className="empty-figure">404</p>
        <p>There is no page at this address. Perhaps it has expired, like everything here.</p>
        <Link to="/" className="button">
          Back to the feed
        </Link>
      </div>
    </Page>
  );
}
