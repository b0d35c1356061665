import { useCallback, useState } from 'react';
import { useLatest } from '../back-end/use-latest.ts';
import { Icon } from '../components/icon.tsx';

interface Mail {
  readonly subject: string;
  readonly code: string;
  readonly sentAt: string;
}

/** Shows the newest code for an address. When `after`, the number of codes asked for, changes, it looks again. */
export default function LocalInbox({ email, after }: { email: string; after: number }) {
  const [mail, setMail] = useState<Mail | 'none'>();

  const ask = useCallback(() => newestMail(email), [email]);
  const look = useLatest(true, after, ask, setMail);

  return (
    <section className="inbox" aria-labelledby="inbox-title">
      <h2 id="inbox-title">
        <Icon name="inbox" />
        Local inbox
      </h2>
      {mail === undefined && <p>Looking for mail…</p>}
      {mail === 'none' && <p>No mail for {email} yet.</p>}
      {mail !== undefined && mail !== 'none' && (
        <p>
          {mail.subject}: <strong className="inbox-code">{mail.code}</strong>
        </p>
      )}
      <p className="hint">No mail leaves this machine. This card exists with the local user pool only.</p>
      <button type="button" className="link-button" onClick={look}>
        Look again
      </button>
    </section>
  );
}

async function newestMail(email: string): Promise<Mail | 'none'> {
  try {
    const response = await fetch(`/_dev/inbox?email=${encodeURIComponent(email)}`);
    const { messages } = (await response.json()) as { messages?: readonly Mail[] };
    return messages?.[0] ?? 'none';
  } catch {
    return 'none';
  }
}
