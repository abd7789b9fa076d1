import { setTimeout as sleep } from 'node:timers/promises';
import { counting, read, write } from '../../../lib/aws/clients.ts';

const none = () => ({ reads: 0, writes: 0, retries: 0 });
const answer = (): Promise<string> => sleep(1, 'answer');

describe('a count of calls', () => {
  it('has those of its own work, whatever else is going on', async () => {
    const [one, other] = [none(), none()];
    const twice = async () => [await read(answer()), await read(answer())];
    const [found] = await Promise.all([counting(one, twice), counting(other, () => write(answer())), read(answer())]);
    expect(found).toEqual(['answer', 'answer']);
    expect([one, other]).toEqual([
      { reads: 2, writes: 0, retries: 0 },
      { reads: 0, writes: 1, retries: 0 },
    ]);
  });

  it('has those of the work within, which are counted there too', async () => {
    const [outer, inner] = [none(), none()];
    await counting(outer, async () => {
      await read(answer());
      await counting(inner, () => read(answer()));
    });
    expect([outer.reads, inner.reads]).toEqual([2, 1]);
  });

  it('has how often the SDK repeated a call, whether it answered in the end or not', async () => {
    const count = none();
    await counting(count, async () => {
      await read(Promise.resolve({ $metadata: { attempts: 3 } }));
      await write(Promise.resolve({ $metadata: { attempts: 1 } }));
      const error = Object.assign(new Error('Throttling'), { $metadata: { attempts: 8 } });
      await expect(write(Promise.reject(error))).rejects.toThrow('Throttling');
    });
    expect(count).toEqual({ reads: 1, writes: 2, retries: 9 });
  });

  it('has a call that fails', async () => {
    const count = none();
    await expect(counting(count, () => read(Promise.reject(new Error('no'))))).rejects.toThrow('no');
    expect(count.reads).toBe(1);
  });
});
