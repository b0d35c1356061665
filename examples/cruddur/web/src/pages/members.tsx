import type { Member } from '../api/activities.ts';
import { Avatar } from '../components/avatar.tsx';
import { duration } from '../components/times.ts';
import { useSession } from '../session/session.tsx';

/** For moderators: everybody with an account, and a button that keeps somebody out for a day. */
export function Members({ members, onRemove }: { members: readonly Member[]; onRemove: (sub: string) => void }) {
  const { state } = useSession();
  const ownSub = state.status === 'member' ? state.sub : undefined;
  return (
    <section className="removals" aria-labelledby="members-title">
      <h2 id="members-title">Members</h2>
      <ul className="members">
        {members.map(({ sub, name, handle, removed_until }) => (
          <li key={sub} className="member">
            <Avatar name={name} />
            <span className="account-text">
              <span className="name">{name}</span>
              {handle !== null && <span className="handle">@{handle}</span>}
            </span>
            {removed_until === null && sub !== ownSub && (
              <button
                type="button"
                className="link-button danger"
                aria-label={`Remove ${name} for a day`}
                onClick={() => onRemove(sub)}
              >
                Remove for a day
              </button>
            )}
            {removed_until !== null && <span className="tag">Kept out for {duration(removed_until - Date.now())}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
