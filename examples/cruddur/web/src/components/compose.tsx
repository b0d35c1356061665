import { type FormEvent, useId, useState } from 'react';
import { postCrud } from '../api/activities.ts';
import { ErrorNotice } from './notices.tsx';

const LONGEST = 240;
const LIFETIMES = [
  ['1h', '1 hour'],
  ['1d', '1 day'],
  ['7d', '7 days'],
  ['30d', '30 days'],
] as const;

export function Compose({ onPosted }: { onPosted: () => void }) {
  const id = useId();
  const [text, setText] = useState('');
  const [lifetime, setLifetime] = useState('7d');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const left = LONGEST - [...text.trim()].length;

  async function post(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const { status, body } = await postCrud(text, lifetime);
    setBusy(false);
    if (status !== 201) {
      setProblem(body.fields?.text ?? body.error_description ?? 'That did not work. Please try again.');
      return;
    }
    setProblem(undefined);
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
        placeholder="Have something you want to say? Don't think about it, just crud it!"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {problem !== undefined && <ErrorNotice>{problem}</ErrorNotice>}
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
        <button type="submit" className="button" disabled={isBusy || left < 0 || left === LONGEST}>
          {isBusy ? 'Crudding…' : 'Crud'}
        </button>
      </div>
    </form>
  );
}
