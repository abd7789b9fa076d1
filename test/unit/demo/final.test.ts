import type { Journal, JournalEntry } from '@waykeeper/local-cloud/state';
import { permissions } from '../../../demo/final.ts';

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
