import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { Profile } from '../api/activities.ts';
import { useBackEnd } from '../back-end/back-end-view.tsx';
import { useSession } from '../session/session.tsx';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import { focusPage } from './use-focus-on-change.ts';

interface Shown {
  readonly name: string;
  readonly detail: string | undefined;
}

/** Name and handle as the back end read them from the verified ID token, unless it refused the token of the last request. */
function shownFor(profile: Profile | undefined, isRefused: boolean): Shown {
  if (isRefused) return { name: 'Nobody', detail: 'says the back end' };
  if (profile === undefined) return { name: 'Signed in', detail: undefined };
  return { name: profile.name, detail: profile.handle === null ? undefined : `@${profile.handle}` };
}

export function AccountCorner({ profile }: { profile: Profile | undefined }) {
  const { signOut } = useSession();
  const { answers } = useBackEnd();
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const { name, detail } = shownFor(profile, answers?.home.body.token_valid === false);

  async function leave() {
    if (isBusy) return;
    setBusy(true);
    await signOut();
    navigate('/');
    // The button that had it is gone.
    focusPage();
  }

  return (
    <section className="account" aria-label="Your account">
      <Avatar name={name} />
      <span className="account-text">
        <span className="name">{name}</span>
        {detail !== undefined && <span className="handle">{detail}</span>}
      </span>
      <button
        type="button"
        className="icon-button"
        onClick={leave}
        aria-disabled={isBusy}
        aria-label="Sign out"
        title="Sign out"
      >
        <Icon name="signOut" />
      </button>
    </section>
  );
}
