export { createRevocationList, type RevocationList } from './create-revocation-list.ts';
export type { RevocationListOptions } from './list-options.ts';
export type { RevocationEntry, RevocationKind } from './revocation-entry.ts';
