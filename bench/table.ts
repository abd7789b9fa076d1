/** Measurements as people read them. */
import { styleText } from 'node:util';
import Table from 'cli-table3';

/** One measurement and the most that it may be. */
export interface Row {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  readonly limit: number;
}

export const reached = ({ measured, limit }: Row): boolean => measured <= limit;

const figure = (value: number, unit: string): string => `${Number.isInteger(value) ? value : value.toFixed(2)} ${unit}`;

export const tableOf = (rows: readonly Row[]): string => {
  const table = new Table({
    head: ['what', 'measured', 'limit', ''],
    colAligns: ['left', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    const verdict = reached(row) ? styleText('green', 'reached') : styleText('red', 'MISSED');
    table.push([row.what, figure(row.measured, row.unit), figure(row.limit, row.unit), verdict]);
  }
  return table.toString();
};
