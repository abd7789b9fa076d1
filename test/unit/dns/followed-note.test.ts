/** When a note of earlier runs is believed. */
import type { Member } from '../../../lib/core/told/document.ts';
import { createFollowedNote } from '../../../lib/dns/followed-note.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 21, 3, 0, 0);
const PART = { looked: 1, of: 2, withinMinutes: 10 };

/** Runs at given minutes, each of a process of its own, over one parameter. */
const runs = () => {
  let held: Member | undefined;
  let writes = 0;
  const notes = {
    read: async () => held,
    write: async (noted: Member) => {
      held = noted;
      writes += 1;
    },
  };
  const at = (minute: number) => createFollowedNote(notes, () => START + minute * MINUTE);
  const look = async (
    minute: number,
    ids: readonly string[],
    how: Partial<Parameters<ReturnType<typeof at>['look']>[2]>,
    changed = false,
  ) => {
    const note = at(minute);
    note.look(new Set(ids), START + minute * MINUTE, { isWhole: true, coverage: undefined, ...how });
    if (changed) note.changed();
    await note.finish();
  };
  return { look, knows: (minute: number, id: string) => at(minute).mayBeFollowed([id]), writes: () => writes };
};

describe('a note', () => {
  it('is believed for two sweeps', async () => {
    const { look, knows } = runs();
    await look(0, ['vpce-0a'], {});
    expect([await knows(9, 'vpce-0a'), await knows(9, 'vpce-0x'), await knows(10, 'vpce-0x')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('of a later sweep has forgotten what is followed no more', async () => {
    const { look, knows } = runs();
    await look(0, ['vpce-0a'], {});
    await look(5, ['vpce-0b'], {});
    expect([await knows(6, 'vpce-0a'), await knows(6, 'vpce-0b')]).toEqual([false, true]);
  });

  it('learns of a run that an event woke what that has changed, and is no fresher for it', async () => {
    const { look, knows, writes } = runs();
    await look(0, ['vpce-0a'], {});
    await look(4, ['vpce-0b'], { isWhole: false }, true);
    await look(5, ['vpce-0c'], { isWhole: false });
    const known = await Promise.all(['vpce-0a', 'vpce-0b', 'vpce-0c'].map((id) => knows(6, id)));
    expect([known, await knows(10, 'vpce-0x'), writes()]).toEqual([[true, true, false], true, 2]);
  });

  it('is not begun by a run that an event woke: it cannot hold everything', async () => {
    const { look, knows, writes } = runs();
    await look(0, ['vpce-0a'], { isWhole: false }, true);
    expect([await knows(1, 'vpce-0x'), writes()]).toEqual([true, 0]);
  });

  it('that parts of sweeps make is believed once they have looked at everything, and forgets nothing', async () => {
    const { look, knows } = runs();
    for (const minute of [0, 5, 10, 15]) await look(minute, [`vpce-0p${minute}`], { coverage: PART });
    expect([await knows(14, 'vpce-0x'), await knows(15, 'vpce-0x'), await knows(15, 'vpce-0p0')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('that is full begins anew where parts of sweeps make it', async () => {
    const { look, knows } = runs();
    for (const minute of [0, 5, 10, 15]) await look(minute, [`vpce-0p${minute}`], { coverage: PART });
    const many = Array.from({ length: 2_000 }, (_, at) => `vpce-0${at}`);
    await look(20, many, { coverage: PART });
    await look(25, ['vpce-0a'], { coverage: PART });
    expect([await knows(29, 'vpce-0x')]).toEqual([true]);
    for (const minute of [30, 35, 40]) await look(minute, ['vpce-0a'], { coverage: PART });
    expect([await knows(41, 'vpce-0a'), await knows(41, 'vpce-0x')]).toEqual([true, false]);
  });
});
