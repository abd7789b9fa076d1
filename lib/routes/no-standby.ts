/** Which groups would have nobody to take over, though nothing is wrong yet. Told only to a person who asks. Pure. */
import type { Finding } from '../core/plan.ts';
import { whyNot } from './choice.ts';
import { finding, reason } from './codes.ts';
import { type GroupModel, modelOf } from './model.ts';
import type { ApplianceState, ObservedRoutes, RoutesConfig } from './types.ts';

/** Of groups with several appliances: a group of one has no standby. */
export const noStandbyFindings = (config: RoutesConfig, observed: ObservedRoutes): Finding[] =>
  modelOf(config, observed)
    .groups.filter(({ group }) => group.appliances.length > 1)
    .flatMap(unfitFindings);

const unfitFindings = (model: GroupModel): Finding[] => {
  const { group, appliances } = model;
  const fit = [...new Set(appliances.filter((one) => isFit(one, model)).map(({ name }) => name))];
  const unfit = appliances.filter(({ name }) => !fit.includes(name));
  const whys = unfit.map((one) => whyNot(one, unfitIn(one, model)));
  if (fit.length > 1) {
    return unfit.map(({ name }, at) => finding(`${group.name}/${name}`, reason('STANDBY_UNFIT', whys[at] ?? '')));
  }
  const who = fit[0] === undefined ? 'none of its appliances is fit' : `none is fit but ${fit[0]}`;
  return [finding(group.name, reason('NO_STANDBY', `${who}: ${whys.join('; ')}`))];
};

const isFit = (one: ApplianceState, model: GroupModel): boolean =>
  one.health.verdict === 'healthy' && one.drained === undefined && unfitIn(one, model) === undefined;

/** Why it cannot carry one of the group's path sets. */
const unfitIn = (one: ApplianceState, { sets }: GroupModel) =>
  sets.map(({ state }) => state.whyNot.get(one)).find((why) => why !== undefined);
