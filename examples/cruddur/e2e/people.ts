import type { Visit } from './visit.ts';

export const KIRA = { name: 'Kira Nerys', email: 'kira@cruddur.example', handle: 'kira', password: 'Bajor-is-free-7' };

export const MEMBERS_CRUD = 'My dear brother, it is the humans that are the problem';

export const FIRST_CRUD = 'The Prophets teach us that tokens expire.';

export async function signIn({ go, fill, press }: Visit, email: string, password: string): Promise<void> {
  await go('/signin');
  await fill('E-mail', email);
  await fill('Password', password);
  await press('Sign in');
}

/** Somebody with an account, who has never signed in. */
export function createMember({ pool }: Visit, name: string): typeof KIRA {
  const handle = name.toLowerCase();
  const member = { name, handle, email: `${handle}@cruddur.example`, password: `${name}-is-here-1` };
  pool.createUser({ ...member, attributes: { name, preferred_username: handle } });
  return member;
}

/** The card with name and handle, as the back end read them. */
export const accountOf = ({ page }: Visit) => page.getByRole('region', { name: 'Your account' });

/** Signs in, and waits for the home page to show the handle. */
export async function signInAs(
  visit: Visit,
  person: { email: string; password: string; handle: string },
): Promise<void> {
  await signIn(visit, person.email, person.password);
  await visit.isAt('/');
  await accountOf(visit).getByText(`@${person.handle}`).waitFor();
}

/** Uses the button that every page has, and waits for the note. */
export async function signOut({ press, page }: Visit): Promise<void> {
  await press('Sign out');
  await page.getByText('You are signed out.').waitFor();
}
