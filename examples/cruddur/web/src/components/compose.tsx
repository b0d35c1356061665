import { type FormEvent, useId, useState } from 'react';
import { postCrud } from '../api/activities.ts';
import type { ApiAnswer } from '../api/call-api.ts';
import { useBackEnd } from '../back-end/back-end-view.tsx';
import { useSaid } from '../back-end/use-said.ts';
import { ErrorNotice } from './notices.tsx';
import { RefusalDetail } from './refused.tsx';

const LONGEST = 240;
const LIFETIMES = [
  ['1h', '1 hour'],
  ['1d', '1 day'],
  ['7d', '7 days'],
  ['30d', '30 days'],
] as const;

export function Compose({ onPosted }: { onPosted: () => void }) {
  const id = useId();
  const { answers, sending } = useBackEnd();
  const [text, setText] = useState('');
  const [lifetime, setLifetime] = useState('7d');
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useSaid<ApiAnswer<object>>(sending);
  const isKnown = answers?.home.body.token_valid !== false;
  const left = LONGEST - [...text.trim()].length;

  async function post(event: FormEvent) {
    event.preventDefault();
    if (isBusy || left < 0 || left === LONGEST) return;
    setBusy(true);
    const answer = await postCrud(text, lifetime);
    setBusy(false);
    setRefusal(answer.status === 201 ? undefined : answer);
    if (answer.status !== 201) return;
    setText('');
    onPosted();
  }

  return (
    <form className="compose" aria-label="New crud" onSubmit={post}>
      <label className="visually-hidden" htmlFor={`${id}-text`}>
        Your crud
      </label>
      <textarea
        id={`${id}-text`}
        rows={2}
        placeholder={
          isKnown
            ? 'Have something you want to say? Don’t think about it, just crud it!'
            : 'The back end does not know you now. Try what it says to a crud.'
        }
        aria-invalid={left < 0 || refusal?.status === 422}
        aria-describedby={refusal === undefined ? undefined : `${id}-refusal`}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {refusal !== undefined && (
        <div id={`${id}-refusal`}>
          <ErrorNotice>
            <p>{inWords(refusal)}</p>
            <RefusalDetail answer={refusal} />
          </ErrorNotice>
        </div>
      )}
      <div className="compose-foot">
        <label className="lifetime">
          <span>Expires after</span>
          <select value={lifetime} onChange={(event) => setLifetime(event.target.value)}>
            {LIFETIMES.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <span className={left < 0 ? 'counter counter-over' : 'counter'}>
          <span className="visually-hidden">Characters left: </span>
          {left}
        </span>
        <button type="submit" className="button" aria-disabled={isBusy || left < 0 || left === LONGEST}>
          {isBusy ? 'Crudding…' : 'Crud'}
        </button>
      </div>
    </form>
  );
}

function inWords({ status, body }: ApiAnswer<object>): string {
  if (status === 422) return body.fields?.text ?? 'That cannot be posted.';
  const why =
    status === 401 || status === 403 ? 'The back end refused the post' : 'The back end could not take the post';
  return `${why}. Your text is still here.`;
}
