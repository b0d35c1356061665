import { duration } from '../components/times.ts';

/** The claims that a reader looks for first. The others follow in the order of the token. */
const FIRST = ['sub', 'name', 'preferred_username', 'token_use', 'client_id', 'aud', 'cognito:groups', 'scope', 'exp'];

const TIMES = ['exp', 'iat', 'auth_time', 'nbf'];

export function ClaimsTable({ claims, caption }: { claims: Readonly<Record<string, unknown>>; caption: string }) {
  const names = [...new Set([...FIRST.filter((name) => Object.hasOwn(claims, name)), ...Object.keys(claims)])];
  return (
    <table className="claims">
      <caption>{caption}</caption>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{readable(name, claims[name])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function readable(name: string, value: unknown): string {
  if (TIMES.includes(name) && typeof value === 'number') return readableTime(value * 1000);
  if (Array.isArray(value)) return value.map((item) => readable('', item)).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function readableTime(time: number, now = Date.now()): string {
  const clock = new Date(time).toLocaleTimeString('en-GB');
  const distance = duration(time - now);
  if (distance === '') return `${clock} (now)`;
  return time > now ? `${clock} (in ${distance})` : `${clock} (${distance} ago)`;
}
