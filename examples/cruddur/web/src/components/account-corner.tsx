import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { Profile } from '../api/activities.ts';
import { useSession } from '../session/session.tsx';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';

/** Who is signed in: name and handle as the back end read them from the verified ID token. */
export function AccountCorner({ profile }: { profile: Profile | undefined }) {
  const { signOut } = useSession();
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const name = profile?.name ?? 'Signed in';

  async function leave() {
    setBusy(true);
    await signOut('here');
    navigate('/');
  }

  return (
    <section className="account" aria-label="Your account">
      <Avatar name={name} />
      <span className="account-text">
        <span className="name">{name}</span>
        {profile?.handle != null && <span className="handle">@{profile.handle}</span>}
      </span>
      <button
        type="button"
        className="icon-button"
        onClick={leave}
        disabled={isBusy}
        aria-label="Sign out"
        title="Sign out"
      >
        <Icon name="signOut" />
      </button>
    </section>
  );
}
