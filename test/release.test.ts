import { describe, expect, it } from 'vitest';
import { problemsOf } from '../.github/scripts/check-release.js';

const HEAD = '# Changelog\n\nWhat changes for you.\n';
const UNRELEASED = '\n## [Unreleased]\n';
const ENTRY = '\n## [1.2.3] - 2026-11-27\n\n### Added\n\n- Something.\n';

describe('a release', () => {
  it('has one version in package.json, changelog and tag', () => {
    const release = { version: '1.2.3', changelog: HEAD + UNRELEASED + ENTRY, tag: 'v1.2.3' };
    expect(problemsOf(release)).toEqual([]);
  });

  it.each([
    ['a tag of another version', { tag: 'v1.2.4' }, ['the tag v1.2.4 is not v1.2.3, the version of package.json']],
    ['a tag without v', { tag: '1.2.3' }, ['the tag 1.2.3 is not v1.2.3, the version of package.json']],
    [
      'no entry of its own',
      { changelog: HEAD + UNRELEASED },
      ['CHANGELOG.md: the entry below [Unreleased] must be [1.2.3]'],
    ],
    [
      'an entry of another version alone',
      { changelog: HEAD + UNRELEASED + ENTRY.replace('1.2.3', '1.2.2') },
      ['CHANGELOG.md: the entry below [Unreleased] must be [1.2.3]'],
    ],
    [
      'changes that are still under Unreleased',
      { changelog: `${HEAD}${UNRELEASED}\n- More.\n${ENTRY}` },
      ['CHANGELOG.md: [Unreleased] must be empty at a release'],
    ],
    [
      'an entry without a date',
      { changelog: HEAD + UNRELEASED + ENTRY.replace(' - 2026-11-27', '') },
      ['CHANGELOG.md: [1.2.3] needs its date as YYYY-MM-DD'],
    ],
    [
      'a date that does not exist',
      { changelog: HEAD + UNRELEASED + ENTRY.replace('11-27', '02-30') },
      ['CHANGELOG.md: [1.2.3] needs its date as YYYY-MM-DD'],
    ],
    [
      'no place for the next changes',
      { changelog: HEAD + ENTRY },
      [
        'CHANGELOG.md: the first entry must be [Unreleased]',
        'CHANGELOG.md: the entry below [Unreleased] must be [1.2.3]',
        'CHANGELOG.md: [Unreleased] must be empty at a release',
      ],
    ],
    ['a version that is none', { version: 'next', tag: 'vnext' }, ["package.json: 'next' is no version"]],
  ])('is stopped by %s', (_, change, problems) => {
    const release = { version: '1.2.3', changelog: HEAD + UNRELEASED + ENTRY, tag: 'v1.2.3', ...change };
    expect(problemsOf(release)).toEqual(expect.arrayContaining(problems));
  });
});

describe('between releases', () => {
  it('changes stand under Unreleased, and no entry of the version is asked for', () => {
    const changelog = `${HEAD}${UNRELEASED}\n- More.\n`;
    expect(problemsOf({ version: '1.2.3', changelog })).toEqual([]);
  });
});
