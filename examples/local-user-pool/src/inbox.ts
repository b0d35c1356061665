import { normalise } from './users.ts';

export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly code: string;
  /** ISO 8601, by the pool's clock. */
  readonly sentAt: string;
}

const KEPT = 200;

export type Inbox = ReturnType<typeof createInbox>;

/** Where the e-mails of the pool go: nowhere, except to whoever reads the inbox on this machine. */
export function createInbox(now: () => number) {
  const messages: Message[] = [];

  return {
    send(to: string, subject: string, code: string): void {
      messages.unshift({ to: normalise(to), subject, code, sentAt: new Date(now()).toISOString() });
      messages.length = Math.min(messages.length, KEPT);
    },
    /** Newest first. */
    read(email: string): readonly Message[] {
      return messages.filter((message) => message.to === normalise(email));
    },
  };
}
