/** What planning costs: CPU of a planner alone, on a world and on one half as large. */
import type { Row } from './table.ts';

type Plan = () => unknown;

/** Seconds of CPU for one plan. */
const cost = (plan: Plan): number => {
  const before = process.cpuUsage();
  plan();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

/** Small plans take more turns than large ones: the compiler has to be done with them. Seconds. */
const MEASURED_FOR = 4;
const TURNS = 5;

/** The least that each of two plans took in some turns: what else the machine does counts against both. */
const least = (small: Plan, large: Plan): readonly [number, number] => {
  const turns: (readonly [number, number])[] = [];
  for (let spent = 0; turns.length < TURNS || spent < MEASURED_FOR; ) {
    const turn = [cost(small), cost(large)] as const;
    turns.push(turn);
    spent += turn[0] + turn[1];
  }
  return [Math.min(...turns.map(([one]) => one)), Math.min(...turns.map(([, other]) => other))];
};

/** A plan of a world of some size takes less than a second, and grows with its size. */
export const planningRows = (what: string, planOf: (size: number) => Plan, size: number): Row[] => {
  const [once, twice] = least(planOf(size / 2), planOf(size));
  return [
    { what: `${what}: CPU`, measured: twice, unit: 's', limit: 1 },
    { what: `${what}: CPU beside half as many`, measured: twice / once, unit: 'x', limit: 2.2 },
  ];
};
