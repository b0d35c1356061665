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

/** Keeps the e-mails of the pool in memory. None is sent; whoever works on this machine reads them here. */
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
