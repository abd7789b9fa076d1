import type { Tags, Wanted } from '../../../lib/aws/types.ts';
import { idsOf, inScope, interfaceSelector, readSelected, readsFor, selects } from '../../../lib/config/selector.ts';

const thing = (id: string, tags: Tags = {}) => ({ id, tags });

describe('a selector', () => {
  it('by id claims that one thing', () => {
    expect(selects({ id: 'rtb-1' }, thing('rtb-1'))).toBe(true);
    expect(selects({ id: 'rtb-1' }, thing('rtb-2', { id: 'rtb-1' }))).toBe(false);
  });

  it('by ids claims each of them', () => {
    expect(selects({ ids: ['rtb-1', 'rtb-2'] }, thing('rtb-2'))).toBe(true);
    expect(selects({ ids: ['rtb-1', 'rtb-2'] }, thing('rtb-3'))).toBe(false);
  });

  it('by tags claims what carries all of them, exactly', () => {
    const selector = { tags: { role: 'edge', env: 'prod' } };
    expect(selects(selector, thing('rtb-1', { role: 'edge', env: 'prod', more: 'x' }))).toBe(true);
    expect(selects(selector, thing('rtb-1', { role: 'edge' }))).toBe(false);
    expect(selects(selector, thing('rtb-1', { role: 'Edge', env: 'prod' }))).toBe(false);
    expect(selects(selector, thing('rtb-1'))).toBe(false);
  });

  it('names ids only when it is one by ids', () => {
    expect(idsOf({ id: 'a' })).toEqual(['a']);
    expect(idsOf({ ids: ['a', 'b'] })).toEqual(['a', 'b']);
    expect(idsOf({ tags: { a: 'b' } })).toBeUndefined();
  });

  it('of an interface is an id or tags', () => {
    expect(interfaceSelector('eni-1')).toEqual({ id: 'eni-1' });
    expect(interfaceSelector({ tags: { role: 'fw' } })).toEqual({ tags: { role: 'fw' } });
  });
});

describe('a scope', () => {
  const ids = { ids: ['rtb-1', 'rtb-9'] };

  it('of everything concerns every entry', () => {
    expect(inScope('all', { id: 'rtb-2' })).toBe(true);
  });

  it('of ids concerns the entries that name one of them', () => {
    expect(inScope(ids, { id: 'rtb-1' })).toBe(true);
    expect(inScope(ids, { ids: ['rtb-2', 'rtb-9'] })).toBe(true);
    expect(inScope(ids, { id: 'rtb-2' })).toBe(false);
    expect(inScope({ ids: [] }, { id: 'rtb-1' })).toBe(false);
  });

  it('of ids concerns every entry by tags, since the tags of a deleted thing cannot be read', () => {
    expect(inScope(ids, { tags: { a: 'b' } })).toBe(true);
  });
});

describe('reading what selectors claim', () => {
  it('asks for no more ids at once than a filter of EC2 takes', () => {
    const ids = Array.from({ length: 450 }, (_, at) => `rtb-${at}`);
    const reads = readsFor([{ ids }]);
    expect(reads.map((wanted) => wanted.ids?.length)).toEqual([200, 200, 50]);
    expect(reads.flatMap((wanted) => wanted.ids ?? []).sort()).toEqual(ids.sort());
  });

  it('takes one read for all ids, and one for each distinct set of tags', () => {
    expect(
      readsFor([
        { id: 'b' },
        { tags: { x: '1', y: '2' } },
        { ids: ['a', 'b'] },
        { tags: { y: '2', x: '1' } },
        { tags: { x: '1' } },
      ]),
    ).toEqual([{ ids: ['a', 'b'] }, { tags: { y: '2', x: '1' } }, { tags: { x: '1' } }]);
  });

  it('takes none for no selector: that must not read everything', () => {
    expect(readsFor([])).toEqual([]);
  });

  it('gives each thing once', async () => {
    const asked: Wanted[] = [];
    const read = (wanted: Wanted) => {
      asked.push(wanted);
      return Promise.resolve([thing('a', { x: '1' }), ...(wanted.ids ? [] : [thing('b', { x: '1' })])]);
    };
    const found = await readSelected([{ id: 'a' }, { tags: { x: '1' } }], read);
    expect(found.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(asked).toHaveLength(2);
  });

  it('fails when one of the reads fails', async () => {
    const read = ({ ids }: Wanted) => (ids ? Promise.resolve([]) : Promise.reject(new Error('denied')));
    await expect(readSelected([{ id: 'a' }, { tags: { x: '1' } }], read)).rejects.toThrow('denied');
  });
});
