import { lazy, Suspense } from 'react';

declare const __LOCAL__: boolean;

// The literal itself decides here: behind a constant of another file, a build for AWS would still hold the card.
const LocalInbox = __LOCAL__ ? lazy(() => import('../local/local-inbox.tsx')) : undefined;

/** Where the local pool's mail is shown; nothing on AWS, whose codes come by e-mail. */
export function InboxSlot({ email, after }: { email: string; after: number }) {
  if (LocalInbox === undefined || email === '') return null;
  return (
    <Suspense>
      <LocalInbox email={email} after={after} />
    </Suspense>
  );
}
