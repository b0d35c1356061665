import type { Home } from '../api/activities.ts';
import type { ApiAnswer } from '../api/call-api.ts';
import { useSession } from '../session/session.tsx';
import { useBackEnd } from './back-end-view.tsx';
import { ClaimsTable } from './claims-table.tsx';

/** Shows what the back end found out about the token of the last request. */
export function BackEndSaw() {
  const { state } = useSession();
  const { answers } = useBackEnd();
  return (
    <section className="saw" aria-labelledby="saw-title" aria-busy={answers === undefined}>
      <h2 id="saw-title">What the back end saw</h2>
      {answers !== undefined && <Verdict home={answers.home} />}
      {answers !== undefined && (
        <div className="exchanges">
          <Exchange {...HOME} answer={answers.home} outcome={outcomeOfHome(answers.home)} />
          <Exchange {...MESSAGES} answer={answers.messages} outcome={outcomeOfMessages(answers.messages)} />
        </div>
      )}
      {answers !== undefined && <Claims home={answers.home} />}
      {state.status === 'anonymous' && <p className="hint">Sign in to send a token, a wrong one too.</p>}
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
    <div className={`verdict ${tone ?? ''}`}>
      <p className="verdict-line">
        <span className="pill">token_valid: {body.token_valid === undefined ? 'unknown' : String(isValid)}</span>
        <code className="reason">{reason}</code>
      </p>
      <p className="verdict-message">{isValid ? 'Every check held.' : (body.message ?? inWords(body))}</p>
    </div>
  );
}

const inWords = ({ error, error_description: description }: ApiAnswer<Home>['body']) =>
  description ?? (error === 'pool_unreachable' ? 'The user pool did not answer.' : 'The back end did not answer.');

const HOME = {
  path: '/api/activities/home',
  verb: 'authenticate',
  meaning: 'lets everybody in, and knows who is good',
};
const MESSAGES = { path: '/api/messages', verb: 'requireAuth', meaning: 'lets nobody in without a good token' };

function outcomeOfHome({ status, body }: ApiAnswer<Home>): string {
  if (status !== 200) return 'no page';
  return body.token_valid === true ? 'the members’ page' : 'the public page';
}

const outcomeOfMessages = ({ status }: ApiAnswer<object>) => (status === 200 ? 'your messages' : 'no page');

interface ExchangeProps {
  readonly path: string;
  readonly verb: string;
  readonly meaning: string;
  readonly answer: ApiAnswer<object>;
  readonly outcome: string;
}

function Exchange({ path, verb, meaning, answer: { status, challenge }, outcome }: ExchangeProps) {
  return (
    <section className="exchange" aria-label={`GET ${path}`}>
      <p>
        <code className="verb">{verb}</code> {meaning}
      </p>
      <p className="exchange-answer">
        <code>GET {path}</code>
        <span className={status === 200 ? 'http http-good' : 'http'}>{status === 0 ? 'no answer' : status}</span>
        <span>{outcome}</span>
      </p>
      {challenge !== undefined && <code className="challenge">{challenge}</code>}
    </section>
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
  // Without a verdict there is nothing to be said of the token: the back end did not judge it.
  if (isValid === undefined || reason === 'token_missing') return null;
  return <p className="hint">No claims: nothing in this token can be believed.</p>;
}
