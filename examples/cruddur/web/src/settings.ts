/** Replaced at build time (`vite-settings.ts`). A literal, so that a build for AWS leaves out what is local. */
declare const __LOCAL__: boolean;
declare const __POOL__: PoolOfTheFrontEnd;

export interface PoolOfTheFrontEnd {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Origin of the hosted login page: our own in local mode, the pool's domain on AWS; none: no such button. */
  readonly hostedLogin?: string;
}

export const pool: PoolOfTheFrontEnd = __POOL__;
export const isLocal: boolean = __LOCAL__;
