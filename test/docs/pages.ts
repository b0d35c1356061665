import { readdirSync, readFileSync } from 'node:fs';

export const inRepository = (path: string) => new URL(`../../${path}`, import.meta.url);

/** What users read, as paths in the repository. The pages of `docs/api` are generated, and have a check of their own. */
export const PAGES: readonly string[] = [
  'README.md',
  'AGENTS.md',
  'llms.txt',
  ...readdirSync(inRepository('docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export const textOf = (page: string): string => readFileSync(inRepository(page), 'utf8');

/** A block of TypeScript on a page. */
export interface Snippet {
  readonly page: string;
  readonly line: number;
  readonly code: string;
  /** What the page says that it prints, in the block of text that follows. */
  readonly printed: string | undefined;
}

const CODE = /^```ts\n([\s\S]*?)^```$(?:\n\nIt prints[^\n]*:\n\n```text\n([\s\S]*?)^```$)?/gm;

export function snippetsOf(page: string): readonly Snippet[] {
  const text = textOf(page);
  return [...text.matchAll(CODE)].map(({ index, 1: code = '', 2: printed }) => ({
    page,
    line: text.slice(0, index).split('\n').length + 1,
    code,
    printed,
  }));
}

/** The text under a heading, up to the next of its level or of a higher one. */
export function section(page: string, title: string): string {
  const [, text] = textOf(page).split(`\n## ${title}\n`);
  if (text === undefined) throw new Error(`${page} has no section called ${title}`);
  return text.split(/\n##? /)[0] ?? '';
}

/** The rows of the table in a section, cell by cell, without its head. */
export const rowsOf = (page: string, title: string): readonly (readonly string[])[] =>
  section(page, title)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split(/ (?<!\\)\| /)
        .map((cell) => cell.trim()),
    );
