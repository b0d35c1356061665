// Holds the version of package.json, the changelog and the tag together.
//   node .github/scripts/check-release.js              between releases: the next changes stand under Unreleased
//   node .github/scripts/check-release.js --tag v1.2.3 at a release: the tag, the version and a dated entry agree
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
const ENTRY = /^## \[(.+?)\](?: - (.+))?$/gm;

/**
 * What is wrong, in words; an empty list if nothing is.
 * @param {{ version: string, changelog: string, tag?: string | undefined }} release
 * @returns {string[]}
 */
export function problemsOf({ version, changelog, tag }) {
  const entries = [...changelog.matchAll(ENTRY)].map(([, name = '', date]) => ({ name, date }));
  const problems = problemsOfForm(version, entries);
  if (tag === undefined) return problems;

  if (tag !== `v${version}`) problems.push(`the tag ${tag} is not v${version}, the version of package.json`);
  if (entries[1]?.name !== version) problems.push(`CHANGELOG.md: the entry below [Unreleased] must be [${version}]`);
  const [, unreleased = ''] = changelog.split(/^## .*$/m);
  if (unreleased.trim() !== '') problems.push('CHANGELOG.md: [Unreleased] must be empty at a release');
  return problems;
}

/**
 * @param {string} version
 * @param {{ name: string, date: string | undefined }[]} entries
 */
function problemsOfForm(version, entries) {
  const problems = [];
  if (!VERSION.test(version)) problems.push(`package.json: '${version}' is no version`);
  if (entries[0]?.name !== 'Unreleased') problems.push('CHANGELOG.md: the first entry must be [Unreleased]');
  for (const { name, date } of entries.slice(1)) {
    if (!VERSION.test(name)) problems.push(`CHANGELOG.md: [${name}] is no version`);
    if (!isDate(date)) problems.push(`CHANGELOG.md: [${name}] needs its date as YYYY-MM-DD`);
  }
  return problems;
}

/** @param {string | undefined} text */
function isDate(text) {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const { values } = parseArgs({ options: { tag: { type: 'string' } } });
  const { version } = JSON.parse(read('package.json'));
  const problems = problemsOf({ version, changelog: read('CHANGELOG.md'), tag: values.tag });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`version ${version} and changelog agree${values.tag === undefined ? '' : ` with ${values.tag}`}`);
}
