/** Names are found whatever order Route 53 keeps them in. */
import type { RecordSet } from '../../../../lib/aws/types.ts';
import { nameReader } from '../../../../lib/dns/record-sets/read-names.ts';
import { normalName } from '../../../../lib/net/dns-name.ts';

const set = (name: string, type = 'A'): RecordSet => ({ name, type, ttl: 60, values: ['192.0.2.1'] });

const reversed = (name: string): string[] => normalName(name).split('.').reverse();

/** A zone that lists its sets in an order of its own, `size` to a page, and counts the pages. */
const zoneOf = (sets: readonly RecordSet[], key: (labels: readonly string[]) => string, size: number) => {
  const place = ({ name }: Pick<RecordSet, 'name'>): string => key(reversed(name));
  const sorted = sets.toSorted((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
  const asked: string[] = [];
  const list = async (from: string) => {
    asked.push(from);
    const rest = sorted.filter((one) => place(one) >= place({ name: from }));
    return { records: rest.slice(0, size), more: rest.length > size };
  };
  return { list, asked };
};

const ORDERS = {
  'labels and then names': (labels: readonly string[]) => labels.join('\0'),
  'text with dots': (labels: readonly string[]) => `${labels.join('.')}.`,
  'text with a star escaped': (labels: readonly string[]) => `${labels.join('.')}.`.replaceAll('*', '\\052'),
};

describe.each(Object.entries(ORDERS))('a zone in the order of %s', (_, order) => {
  const names = ['corp.example', '*.corp.example', '1.corp.example', 'a.corp.example', 'a-b.corp.example'];
  const sets = [...names, 'a_b.corp.example', 'x.a.corp.example', 'z.corp.example'].flatMap((name) => [
    set(`${name.replace('*', '\\052')}.`),
    set(`${name.replace('*', '\\052')}.`, 'AAAA'),
  ]);
  const wanted = sets.filter(({ name }) => names.includes(normalName(name)));

  it.each([[100], [5], [3]])('shows every wanted set once, in pages of %i', async (size) => {
    const found = await nameReader(zoneOf(sets, order, size).list).read(names);
    expect(found.map(({ name, type }) => `${name} ${type}`).sort()).toEqual(
      wanted.map(({ name, type }) => `${name} ${type}`).sort(),
    );
  });

  it('shows every wanted set when its own name is not wanted', async () => {
    const without = names.slice(1);
    const found = await nameReader(zoneOf(sets, order, 5).list).read(without);
    expect(new Set(found.map(({ name }) => normalName(name)))).toEqual(new Set(without));
  });

  it('is read by one page when the default names are wanted and it is small', async () => {
    const { list, asked } = zoneOf(sets, order, 300);
    await nameReader(list).read(['corp.example', '*.corp.example']);
    expect(asked).toEqual(['corp.example']);
  });

  it('is asked at most once for each name', async () => {
    const { list, asked } = zoneOf(sets, order, 2);
    await nameReader(list).read([...names, 'gone.corp.example']);
    expect(asked.length).toBe(new Set(asked).size);
  });
});
