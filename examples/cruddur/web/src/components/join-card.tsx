import { Link } from 'react-router-dom';

export function JoinCard() {
  return (
    <section className="join" aria-labelledby="join-title">
      <h2 id="join-title">Join the conversation</h2>
      <p>Members see more of this page, and can crud.</p>
      <div className="join-buttons">
        <Link to="/signup" className="button">
          Sign up
        </Link>
        <Link to="/signin" className="button button-quiet">
          Sign in
        </Link>
      </div>
    </section>
  );
}
