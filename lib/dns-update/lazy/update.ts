/** What few configs need, in a file of its own: see docs/architecture.md. */
export { queryGroups, sendUpdate } from '../client.ts';
export { parseTsigKey } from '../key.ts';
