import type { FaultName } from '../faults/faults.ts';

/** What the measured process asks of the one that plays the key endpoint. */
export type Ask =
  | { readonly do: 'behave'; readonly as: FaultName | 'healthy' | 'without the key' }
  | { readonly do: 'cut' }
  | { readonly do: 'count' };

/** All that one run found out. `undefined` means that it did not happen while the run watched. */
export interface Findings {
  readonly faultsSurvived: number;
  readonly faultsLost: readonly string[];
  readonly removedBusyMinutes: number | undefined;
  readonly removedIdleMinutes: number | undefined;
  readonly outageMinutes: number | undefined;
  readonly floodRequests: Readonly<Record<FloodEndpoint, number>>;
  readonly floodValidFailed: Readonly<Record<FloodEndpoint, number>>;
  readonly floodMostHeld: number;
  readonly thawFailures: number;
  readonly hugeSetMegabytes: number;
}

export type FloodEndpoint = 'healthy' | 'status 500' | 'accept and hang';
export const FLOOD_ENDPOINTS: readonly FloodEndpoint[] = ['healthy', 'status 500', 'accept and hang'];
export const FAULT_COUNT = 19;
