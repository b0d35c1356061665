import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as root from 'cognito-guard';
import { REASONS } from 'cognito-guard';
import * as express from 'cognito-guard/express';
import * as fastify from 'cognito-guard/fastify';
import * as fetch from 'cognito-guard/fetch';
import * as koa from 'cognito-guard/koa';
import * as lambda from 'cognito-guard/lambda';
import * as mcp from 'cognito-guard/mcp';
import * as revocation from 'cognito-guard/revocation';
import * as testing from 'cognito-guard/testing';
import { describe, expect, it } from 'vitest';

const inRepository = (path: string) => new URL(`../${path}`, import.meta.url);
const readme = readFileSync(inRepository('README.md'), 'utf8');

/** The text under a heading, up to the next of its level. */
function section(title: string): string {
  const [, text] = readme.split(`\n## ${title}\n`);
  if (text === undefined) throw new Error(`The README has no section called ${title}`);
  return text.split('\n## ')[0] ?? '';
}

/** The rows of the table in a section, cell by cell, without its head. */
const rowsOf = (title: string) =>
  section(title)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    );

const unquoted = (cell = '') => cell.replaceAll('`', '');

describe("the README's map", () => {
  const [, map = ''] = /```text\n([\s\S]*?)```/.exec(section('Architecture')) ?? [];

  it('names every source file, in its folder, and no other', () => {
    let folder = '';
    const named: string[] = [];
    for (const line of map.trimEnd().split('\n')) {
      if (line.startsWith(' ')) named.push(folder + (line.trim().split(/\s+/)[0] ?? ''));
      else folder = line.split(/\s+/)[0] ?? '';
    }
    const files = readdirSync(inRepository('src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `src/${name.replaceAll('\\', '/')}`);
    expect(named.sort()).toEqual(files.sort());
  });
});

describe("the README's status table", () => {
  it('has every reason with its status and OAuth code, in order', () => {
    const rows = rowsOf('Status table').map(([reason, status, error = '']) => [
      unquoted(reason),
      Number(status),
      /^`(\w+)`/.exec(error)?.[1],
    ]);
    const wanted = Object.entries(REASONS).map(([reason, row]) => [
      reason,
      row.status,
      'error' in row ? row.error : undefined,
    ]);
    expect(rows).toEqual(wanted);
  });
});

describe("the README's table of what is validated", () => {
  const rows = rowsOf('What is validated').map((cells) => [unquoted(cells[0]), unquoted(cells.at(-1))]);

  it('is in step with the checks on claims', () => {
    const source = readFileSync(inRepository('src/verify/check-claims.ts'), 'utf8');
    const checks = [...source.matchAll(/reason: '(\w+)', claimOf/g)].map(([, reason]) => reason);
    // In the source the two that ask the clock stand first, because they are spread into the end of the table.
    const [expired, notYet, ...others] = checks;
    expect(checks).toHaveLength(6);
    expect(rows.filter(([step]) => step === 'claims').map(([, reason]) => reason)).toEqual([
      // The form of the claims is judged before the table.
      'claims_malformed',
      ...others,
      expired,
      notYet,
    ]);
  });

  it('gives a row to every reason but those of the request', () => {
    const named = new Set(rows.map(([, reason]) => reason));
    const missing = Object.keys(REASONS).filter((reason) => !named.has(reason));
    expect(missing).toEqual(['token_missing', 'request_malformed']);
    expect([...named].filter((reason) => !Object.hasOwn(REASONS, reason ?? ''))).toEqual([]);
  });
});

describe("the README's code", () => {
  const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  const entries: Readonly<Record<string, object>> = {
    'cognito-guard': root,
    'cognito-guard/express': express,
    'cognito-guard/fastify': fastify,
    'cognito-guard/koa': koa,
    'cognito-guard/fetch': fetch,
    'cognito-guard/lambda': lambda,
    'cognito-guard/mcp': mcp,
    'cognito-guard/revocation': revocation,
    'cognito-guard/testing': testing,
  };

  it('imports only names that exist', () => {
    const imports = blocks.flatMap((code) => [
      ...code.matchAll(/import (type )?(\w+)?(?:\{([^}]*)\})? from '(cognito-guard[^']*)'/g),
    ]);
    expect(imports.length).toBeGreaterThan(5);
    for (const [statement, type, byDefault, names = '', entry = ''] of imports) {
      expect(Object.keys(entries)).toContain(entry);
      if (type !== undefined) continue;
      const wanted = names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && !name.startsWith('type '));
      if (byDefault !== undefined) wanted.push('default');
      expect([statement, wanted.filter((name) => !(name in (entries[entry] ?? {})))]).toEqual([statement, []]);
    }
  });

  it('names only options that exist', () => {
    const names = rowsOf('Options').flatMap(([option = '']) =>
      [...option.matchAll(/`([\w.]+)`/g)].map(([, name]) => name),
    );
    const source = readFileSync(inRepository('src/options/resolve-options.ts'), 'utf8');
    const [, members = ''] = /OPTION_NAMES = Object\.keys\(\{([^}]+)\}/.exec(source) ?? [];
    const known = [...members.matchAll(/(\w+): true/g)].map(([, name]) => name);
    expect(new Set(names.map((name) => name?.split('.')[0]))).toEqual(new Set(known));
  });
});

describe("the README's links and commands", () => {
  it('lead somewhere', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((path) => !existsSync(inRepository(path)))).toEqual([]);
  });

  it('call scripts that the package has', () => {
    const { scripts } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8'));
    const called = [...readme.matchAll(/npm (?:run )?(test|demo|check|fix|watch|build)\b/g)].map(
      ([, name = '']) => name,
    );
    expect(called).toEqual(expect.arrayContaining(['demo', 'test']));
    expect(called.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('the page of recipes', () => {
  const page = readFileSync(inRepository('docs/recipes.md'), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| .*\.ts\)/.test(line));

  it('has a row for every recipe, and for no other file', () => {
    const named = rows.map((row) => /\]\(\.\.\/examples\/recipes\/([^)]+)\)/.exec(row)?.[1]);
    const files = readdirSync(inRepository('examples/recipes')).filter((name) => /(?<!\.config)\.ts$/.test(name));
    expect(named.sort()).toEqual(files.sort());
  });

  it('has links that lead somewhere', () => {
    const links = [...page.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(rows.length);
    expect(links.filter((path) => !existsSync(inRepository(`docs/${path}`)))).toEqual([]);
  });
});
