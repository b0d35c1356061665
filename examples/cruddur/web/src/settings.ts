/** Vite replaces both by literals (`vite-settings.ts`), so that a build for AWS leaves out all that is local. */
declare const __LOCAL__: boolean;
declare const __POOL__: PoolOfTheFrontEnd;

export interface PoolOfTheFrontEnd {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Origin of the hosted login page: our own with the local pool, the pool's domain on AWS. Without it there is no button. */
  readonly hostedLogin?: string;
}

export const pool: PoolOfTheFrontEnd = __POOL__;
export const isLocal: boolean = __LOCAL__;
