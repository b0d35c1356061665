import { readFileSync } from 'node:fs';
import type { Fixture } from '../fixture.ts';

/** Accepts by returning or resolving; refuses by throwing, rejecting or a result that is not valid. */
export type Verify = (token: string) => unknown;
export type TokenUse = 'access' | 'id';

export interface Described {
  readonly name: string;
  /** The npm packages that it is made of. None: the platform's own functions. */
  readonly packages: readonly string[];
  /** How it is set up here. Shown to users, so that they can object. */
  readonly setUp: string;
  /**
   * What it has and we have not, where it is a library. Never a claim about speed: the tables tell that anew in each run.
   */
  readonly better?: string;
}

export interface Contender extends Described {
  readonly start: (fixture: Fixture, tokenUse: TokenUse) => Verify | Promise<Verify>;
}

/** The installed version of a package, so that no page can name another one than was measured. */
export function versionOf(name: string): string {
  return JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
}
