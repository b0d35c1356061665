import { useRef } from 'react';
import { choice, useChoice } from '../session/choice.ts';
import { SENDINGS, type Sending } from '../session/tokens-to-send.ts';
import { useBackEnd } from './back-end-view.tsx';

/** On top of every page, because every request to the back end sends what is chosen here. Its place is the same for each choice. */
export function TokenChoice() {
  const chosen = useChoice();
  const switchRef = useRef<HTMLFieldSetElement>(null);

  function backToAccess() {
    choice.choose('access');
    // The button that had the focus is gone with what it was for.
    switchRef.current?.querySelector<HTMLInputElement>('input')?.focus();
  }

  return (
    <section className="choice" aria-label="Token to send">
      <fieldset className="switch" ref={switchRef}>
        <legend>Sent to the back end</legend>
        {SENDINGS.map(([value, label]) => (
          <label key={value} className="switch-option">
            <input type="radio" name="sending" checked={chosen === value} onChange={() => choice.choose(value)} />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <button
        type="button"
        className="button button-quiet button-small choice-back"
        disabled={chosen === 'access'}
        onClick={backToAccess}
      >
        Back to the access token
      </button>
      <Consequence chosen={chosen} />
    </section>
  );
}

const GONE = 'The members’ crud, your name and your messages are gone; a post is refused.';

const WHY: Readonly<Record<string, string>> = {
  token_use_mismatch: 'It says who you are, and not what you may do.',
  signature_invalid: 'It was edited after it was signed, so nothing in it counts.',
  token_expired: 'It was good once.',
  token_missing: 'A public page is for everybody, and a protected one is not.',
  token_revoked: 'Whoever had it was signed out.',
};

function Consequence({ chosen }: { chosen: Sending }) {
  const { answers } = useBackEnd();
  const inWords = SENDINGS.find(([value]) => value === chosen)?.[2];
  return (
    <p role="status" className="consequence">
      {answers?.sent === chosen ? consequenceOf(answers.home.body, inWords ?? '') : 'Asking the back end…'}
    </p>
  );
}

function consequenceOf(said: { token_valid?: boolean; reason?: string }, sent: string): string {
  if (said.token_valid === true)
    return `The back end took ${sent}. The members’ crud, your name and your messages are yours to see.`;
  if (said.token_valid === undefined) return `The back end could not judge ${sent}. This says nothing about it.`;
  const verdict = said.reason === 'token_missing' ? 'got no token' : `refused ${sent}`;
  return `The back end ${verdict}. ${WHY[said.reason ?? ''] ?? ''} ${GONE}`;
}
