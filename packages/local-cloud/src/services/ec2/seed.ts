/** Seed builders: they fill an account for tests and for the demo world, with ids that the caller chooses, and check next to nothing. */
export * from './seed/attachments.ts';
export * from './seed/endpoints.ts';
export * from './seed/network.ts';
