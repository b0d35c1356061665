import { lazy, Suspense } from 'react';

declare const __LOCAL__: boolean;

// `__LOCAL__` itself, and not `isLocal` of another file: only then does a build for AWS leave the card out.
const LocalInbox = __LOCAL__ ? lazy(() => import('../local/local-inbox.tsx')) : undefined;

/** Shows the local pool's mail. Shows nothing on AWS, where codes arrive by e-mail. */
export function InboxSlot({ email, after }: { email: string; after: number }) {
  if (LocalInbox === undefined || email === '') return null;
  return (
    <Suspense>
      <LocalInbox email={email} after={after} />
    </Suspense>
  );
}
