import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Exact, so that two runs of one commit run the same. npm's package `node` carries the binary. */
const VERSIONS: Readonly<Record<string, string>> = { '20': '20.20.2', '22': '22.23.3', '24': '24.21.0' };

/**
 * The path of a Node of this major version: the one that is running, or one that is installed on first use. Each has a
 * folder of its own, never node_modules: from there it would become the `node` of every script.
 */
export function nodeBinary(major: string): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const version = VERSIONS[major];
  if (version === undefined)
    throw new Error(`There is no Node ${major} here; there are ${Object.keys(VERSIONS).join(' ')}`);
  const folder = resolve('.nodes', major);
  const binary = resolve(folder, 'node_modules/node/bin/node');
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(resolve(folder, 'package.json'), '{ "private": true }\n');
    execFileSync('npm', ['install', '--no-audit', '--no-fund', `node@${version}`], { cwd: folder, stdio: 'inherit' });
  }
  return binary;
}

/** The whole version of the Node of this major version. */
export function nodeVersion(major: string): string {
  return execFileSync(nodeBinary(major), ['--version'], { encoding: 'utf8' }).trim().slice(1);
}
