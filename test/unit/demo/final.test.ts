import type { Journal, JournalEntry } from '@waykeeper/local-cloud/state';
import { permissions, told as published } from '../../../demo/final.ts';

const call = (error?: string): JournalEntry => ({
  ...{ id: 1, at: 0, kind: 'call', service: 'ec2', operation: 'ReplaceRoute', readOnly: false },
  ...{ principal: 'role', input: {}, durationMs: 1 },
  ...(error === undefined ? {} : { error }),
});

const told = (...entries: JournalEntry[]): string => permissions({ entries } as unknown as Journal);

describe('what the demo says of permissions', () => {
  it('counts the calls that a policy did not allow, by the codes of all services', () => {
    expect(told(call(), call('InvalidRouteTableID.NotFound'))).toMatch(/as on AWS: no call was refused\.$/);
    expect(told(call(), call('AccessDenied'))).toMatch(/as on AWS: 1 call was refused\.$/);
    const codes = ['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException', 'AuthorizationError'];
    expect(told(...codes.map(call))).toMatch(/as on AWS: 4 calls were refused\.$/);
  });
});

describe('what the demo says of events', () => {
  const event = (source: string, detailType: string): JournalEntry => ({
    ...{ id: 1, at: 0, kind: 'event', source, detailType, event: {} },
  });

  it('counts those that were published, each kind by itself, and no others', () => {
    const entries = [event('waykeeper', 'Route Moved'), event('aws.ec2', 'x'), event('waykeeper', 'Finding Opened')];
    const journal = { entries: [...entries, event('waykeeper', 'Route Moved')] } as unknown as Journal;
    expect(published(journal)).toBe('Published: 1 Finding Opened, 2 Route Moved.');
    expect(published({ entries: [] } as unknown as Journal)).toBe('Published: nothing.');
  });
});
