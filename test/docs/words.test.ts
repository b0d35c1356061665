import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as root from 'cognito-guard';
import { CHANNELS, REASONS } from 'cognito-guard';
import { describe, expect, it } from 'vitest';
import { KEY_POLICY } from '../../src/jwks/policy.ts';
import { resolveOptions } from '../../src/options/resolve-options.ts';
import { inRepository, PAGES, rowsOf, section, textOf } from './pages.ts';

const REFERENCE = 'docs/reference.md';
const { scripts } = JSON.parse(textOf('package.json'));
const unquoted = (cell = '') => cell.replaceAll('`', '');
const reasons = Object.keys(REASONS);

it('the README can be read at one sitting: 170 lines at most', () => {
  expect(textOf('README.md').split('\n').length - 1).toBeLessThanOrEqual(170);
});

describe('the map of the architecture', () => {
  const [, map = ''] = /```text\n([\s\S]*?)```/.exec(section('docs/architecture.md', 'The map')) ?? [];

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

  it('stands beside a table of changes whose files exist', () => {
    const named = [...section('docs/architecture.md', 'Where a change goes').matchAll(/`((?:src|test)\/[^`]+)`/g)];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter(([, path = '']) => !existsSync(inRepository(path)))).toEqual([]);
  });
});

describe('the status table', () => {
  it('has every reason with its status and OAuth code, in order', () => {
    const rows = rowsOf(REFERENCE, 'Status table').map(([reason, status, error = '']) => [
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

describe('the table of what is validated', () => {
  const rows = rowsOf(REFERENCE, 'What is validated').map((cells) => [unquoted(cells[0]), unquoted(cells.at(-1))]);

  it('is in step with the checks on claims', () => {
    const source = textOf('src/verify/check-claims.ts');
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
    expect(reasons.filter((reason) => !named.has(reason))).toEqual(['token_missing', 'request_malformed']);
    expect([...named].filter((reason) => !reasons.includes(reason ?? ''))).toEqual([]);
  });
});

describe('troubleshooting', () => {
  it('has an entry for every reason, in order, and at its end one for ConfigError', () => {
    const titles = [...textOf('docs/troubleshooting.md').matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    expect(titles).toEqual([...reasons, 'ConfigError']);
  });

  it.each(Object.entries(REASONS))('begins the entry of %s with what a client reads', (reason, { message }) => {
    expect(section('docs/troubleshooting.md', reason).trim().split('\n')[0]).toBe(`"${message}"`);
  });
});

describe('the tables of options', () => {
  const source = textOf('src/options/resolve-options.ts');
  const [, members = ''] = /OPTION_NAMES = Object\.keys\(\{([^}]+)\}/.exec(source) ?? [];
  const known = [...members.matchAll(/(\w+): null/g)].map(([, name]) => name);
  const optionsIn = (page: string) => rowsOf(page, 'Options').map(([option = '']) => unquoted(option));

  it('name in the reference every option, and no other', () => {
    expect(new Set(optionsIn(REFERENCE).map((name) => name.split('.')[0]))).toEqual(new Set(known));
  });

  it('name in the README only options of the reference, with the same default', () => {
    const defaultsIn = (page: string, column: number) =>
      new Map(rowsOf(page, 'Options').map((cells) => [unquoted(cells[0]), cells[column]]));
    const inReference = defaultsIn(REFERENCE, 2);
    for (const [option, value] of defaultsIn('README.md', 1))
      expect([option, inReference.get(option)]).toEqual([option, value]);
  });

  it('give the defaults of the code', () => {
    const { clockToleranceSeconds, maxTokenLength, maxRememberedTokens, maxStaleMs, fetchTimeoutMs } = resolveOptions({
      userPoolId: 'eu-west-1_AbCdEf123',
      clientId: 'a1b2',
      tokenUse: 'access',
    });
    const rows = new Map(rowsOf(REFERENCE, 'Options').map((cells) => [unquoted(cells[0]), unquoted(cells[2])]));
    expect([
      rows.get('clockToleranceSeconds'),
      rows.get('maxTokenLength'),
      rows.get('tokenCache'),
      rows.get('keys.maxStaleSeconds'),
      rows.get('keys.fetchTimeoutMs'),
    ]).toEqual([
      String(clockToleranceSeconds),
      String(maxTokenLength),
      `{ max: ${maxRememberedTokens} }`,
      String(maxStaleMs / 1000),
      String(fetchTimeoutMs),
    ]);
  });
});

describe('the life of a key', () => {
  it('tells the ages and gaps of the code', () => {
    const { softAge, hardAge, gap, downAfterFailure } = KEY_POLICY;
    expect([softAge, hardAge, gap, downAfterFailure]).toEqual([300_000, 900_000, 10_000, 300_000]);
    const page = textOf('docs/keys.md');
    for (const words of ['5 min ', '15 min ', 'at most one in 10 seconds', 'in the 5 minutes after a failed attempt'])
      expect(page).toContain(words);
  });
});

describe.each(PAGES.map((page) => [page]))('%s', (page) => {
  const text = textOf(page);
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '');

  it('has links that lead somewhere, to the heading as well', () => {
    const links = [...prose.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
    for (const [link, path = '', anchor] of links) {
      const target = path === '' ? inRepository(page) : new URL(path, inRepository(page));
      expect([link, existsSync(target)]).toEqual([link, true]);
      if (anchor === undefined) continue;
      const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        anchorOf(title),
      );
      expect([link, headings]).toEqual([link, expect.arrayContaining([anchor])]);
    }
  });

  it('names no reason, event or channel that does not exist', () => {
    const known = new Set([...reasons, ...Object.values(CHANNELS), ...WORDS_OF_OTHERS]);
    const named = [...prose.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('names no function of the root entry that does not exist', () => {
    const called = [...prose.matchAll(/`(create\w+|combine\w+|to[A-Z]\w+)\b/g)].map(([, name = '']) => name);
    const known = [...Object.keys(root), 'createRevocationList', 'createTestUserPool', 'toMcpAuthInfo'];
    expect(called.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('calls only scripts that the package has', () => {
    const called = [...text.matchAll(/npm run ([\w:]+)(?! --prefix)/g)].map(([, name = '']) => name);
    expect(called.filter((name) => !(name in scripts))).toEqual([]);
  });
});

/** As GitHub makes it of a heading. */
const anchorOf = (title: string) =>
  title
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

/** Claims, OAuth's and Cognito's words, and what peers call things. */
const WORDS_OF_OTHERS = [
  'nodejs_compat',
  'access_token',
  'id_token',
  'client_credentials',
  'diagnostics_channel',
  'token_valid',
  'token_use',
  'client_id',
  'origin_jti',
  'auth_time',
  'acr_values',
  'max_age',
  'invalid_request',
  'invalid_token',
  'insufficient_scope',
  'insufficient_user_authentication',
  'temporarily_unavailable',
  'keys_changed',
  'key_refresh_failed',
];

describe('the page of recipes', () => {
  const rows = textOf('docs/recipes.md')
    .split('\n')
    .filter((line) => /^\| .*\.ts\)/.test(line));

  it('has a row for every recipe, and for no other file', () => {
    const named = rows.map((row) => /\]\(\.\.\/examples\/recipes\/([^)]+)\)/.exec(row)?.[1]);
    const files = readdirSync(inRepository('examples/recipes')).filter((name) => /(?<!\.config)\.ts$/.test(name));
    expect(named.sort()).toEqual(files.sort());
  });
});
