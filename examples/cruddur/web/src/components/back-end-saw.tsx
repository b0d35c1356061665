import type { Home } from '../api/activities.ts';
import type { ApiAnswer } from '../api/call-api.ts';
import { SENDINGS, type Sending } from '../session/tokens-to-send.ts';
import { ClaimsTable } from './claims-table.tsx';

interface BackEndSawProps {
  readonly home: ApiAnswer<Home> | undefined;
  readonly messages: ApiAnswer<object> | undefined;
  readonly sending: Sending;
  readonly isMember: boolean;
  readonly onSend: (sending: Sending) => void;
}

/** Shows what the back end found out about the token of the last request, and lets members send another one. */
export function BackEndSaw({ home, messages, sending, isMember, onSend }: BackEndSawProps) {
  return (
    <section className="saw" aria-labelledby="saw-title">
      <h2 id="saw-title">What the back end saw</h2>
      <fieldset className="switch" disabled={!isMember}>
        <legend>Send with the request</legend>
        {SENDINGS.map(([value, label]) => (
          <label key={value} className="switch-option">
            <input type="radio" name="sending" checked={sending === value} onChange={() => onSend(value)} />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      {!isMember && <p className="hint">Sign in to send a token, a wrong one too.</p>}
      {home !== undefined && <Verdict home={home} />}
      {home !== undefined && messages !== undefined && <Requests home={home} messages={messages} />}
      {home !== undefined && <Claims home={home} />}
    </section>
  );
}

/** Sending no token is no failure, and is not shown as one. */
const TONES: Readonly<Record<string, string>> = { token_missing: 'verdict-nobody' };

function Verdict({ home: { status, body } }: { home: ApiAnswer<Home> }) {
  const isValid = body.token_valid === true;
  const reason = isValid ? `token_use: ${body.token_use}` : (body.reason ?? body.error ?? `status ${status}`);
  const tone = isValid ? 'verdict-good' : TONES[reason];
  return (
    <div className={`verdict ${tone ?? ''}`} role="status">
      <p className="verdict-line">
        <span className="pill">token_valid: {body.token_valid === undefined ? 'unknown' : String(isValid)}</span>
        <code className="reason">{reason}</code>
      </p>
      <p className="verdict-message">{isValid ? 'Every check held.' : (body.message ?? body.error_description)}</p>
    </div>
  );
}

function Requests({ home, messages }: { home: ApiAnswer<Home>; messages: ApiAnswer<object> }) {
  return (
    <dl className="requests">
      <Exchange path="/api/activities/home" verb="authenticate" answer={home} />
      <Exchange path="/api/messages" verb="requireAuth" answer={messages} />
    </dl>
  );
}

function Exchange({ path, verb, answer }: { path: string; verb: string; answer: ApiAnswer<object> }) {
  const { status, challenge } = answer;
  return (
    <div className="exchange">
      <dt>
        <code>GET {path}</code>
        <span className="verb">{verb}</span>
      </dt>
      <dd>
        <span className={status === 200 ? 'http http-good' : 'http'}>{status === 0 ? 'no answer' : status}</span>
        {challenge !== undefined && <code className="challenge">{challenge}</code>}
      </dd>
    </div>
  );
}

function Claims({ home: { body } }: { home: ApiAnswer<Home> }) {
  const { claims, token_valid: isValid, reason } = body;
  if (claims !== undefined) {
    return (
      <ClaimsTable
        claims={claims}
        caption={isValid ? 'Verified claims' : 'Claims: signed by the pool, but not accepted'}
      />
    );
  }
  if (reason === 'token_missing') return null;
  return <p className="hint">No claims: nothing in this token can be believed.</p>;
}
