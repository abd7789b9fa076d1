import { readEach, readOrUnseen } from '../../../lib/core/read.ts';
import { awsError } from './support/cabinet.ts';

const throttled = awsError('Throttling', { $fault: 'client', $metadata: { httpStatusCode: 400 } });
const told = { code: 'Throttling', error: 'Throttling says AWS', retryable: true };

describe('a read', () => {
  it('gives its value', async () => {
    expect(await readOrUnseen(['Z1'], async () => [1])).toEqual({ value: [1], unseen: [] });
  });

  it('that fails is told with code, words and hope for each thing that needed it', async () => {
    const read = await readOrUnseen(['Z1', 'Z2'], () => Promise.reject(throttled));
    expect(read).toEqual({
      unseen: [
        { key: 'Z1', ...told },
        { key: 'Z2', ...told },
      ],
    });
  });

  it('that fails before it answers fails no other way', async () => {
    const throws = (): Promise<never> => {
      throw throttled;
    };
    expect(await readOrUnseen(['Z1'], throws)).toEqual({ unseen: [{ key: 'Z1', ...told }] });
  });
});

it('of many reads one that fails takes no other with it', async () => {
  const read = (id: string) => (id === 'Z2' ? Promise.reject(throttled) : Promise.resolve(id.toLowerCase()));
  const all = await readEach(['Z1', 'Z2', 'Z3'], (id) => `zone ${id}`, read);
  expect(all).toEqual({ found: ['z1', 'z3'], unseen: [{ key: 'zone Z2', ...told }] });
});
