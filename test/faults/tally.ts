/** What was tried and what ended right, as a table and as sentences. Pure. */
import Table from 'cli-table3';
import type { Case } from './cases.ts';

/** One case that was played, and what is wrong with it. */
export interface Judged {
  readonly given: Pick<Case, 'name' | 'kind'> & { readonly scenario: Pick<Case['scenario'], 'name'> };
  readonly wrong: readonly string[];
}

/** The columns of the table: kinds with the same beginning, and those of events, are one. */
const columnOf = ({ kind }: Judged['given']): string => (kind.event ? 'events' : (kind.name.split('-')[0] ?? ''));

const cell = (judged: readonly Judged[]): string => {
  if (judged.length === 0) return '';
  const right = judged.filter(({ wrong }) => wrong.length === 0).length;
  return `${right}/${judged.length}`;
};

/** Scenarios by kinds: how many ended right, of how many. */
export const tableOf = (judged: readonly Judged[]): string => {
  const scenarios = [...Map.groupBy(judged, ({ given }) => given.scenario.name)];
  const columns = [...new Set(judged.map(({ given }) => columnOf(given)))].sort();
  const table = new Table({
    head: ['right/tried', ...columns, 'all'],
    colAligns: ['left', ...columns.map(() => 'right' as const), 'right'],
    style: { head: [], border: [], compact: true },
  });
  const row = (name: string, of: readonly Judged[]): string[] => [
    name,
    ...columns.map((column) => cell(of.filter(({ given }) => columnOf(given) === column))),
    cell(of),
  ];
  for (const [name, of] of scenarios.sort(([one], [other]) => one.localeCompare(other))) table.push(row(name, of));
  table.push(row('all', judged));
  return table.toString();
};

/** A wrong ending, and the command that plays it again. */
export const describeWrong = ({ given, wrong }: Judged, seed: number): string =>
  [
    `WRONG ${given.name}`,
    ...wrong.map((sentence) => `  ${sentence}`),
    `  npm run test:faults -- --seed ${seed} --case '${given.name}'`,
  ].join('\n');

/** How far it is, and how long it may take still. */
export const progressOf = (judged: readonly Judged[], of: number, seconds: number): string => {
  const wrong = judged.filter((each) => each.wrong.length > 0).length;
  const left = judged.length === 0 ? '' : `, ${Math.ceil((seconds / judged.length) * (of - judged.length))} s left`;
  return `${judged.length} of ${of} tried, ${wrong} wrong, ${Math.round(seconds)} s${left}`;
};
