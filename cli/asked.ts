/** What a person asks a run to be about, in the words of the command line and in those of a request. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { ControllerName, Report } from '../lib/core/plan.ts';

/** As docs/by-hand.md says of a request. */
export interface Asked {
  readonly controllers?: readonly ControllerName[];
  readonly only?: readonly string[];
  readonly failback?: readonly string[];
  readonly reaccept?: readonly string[];
}

/** As commander gives them. */
export interface AskedOptions extends Omit<Asked, 'controllers'> {
  readonly controller?: readonly ControllerName[];
}

/** The options of whoever has controllers run. */
export const addAsked = (command: Command): Command =>
  command
    .option('--only <name...>', 'about these alone: groups, zones, services, files, ids, keys of changes')
    .addOption(new Option('--controller <name...>', 'by these alone').choices(['connections', 'dns', 'routes']))
    .option('--failback <group...>', 'bring back the routes of these groups that wait for a person')
    .option('--reaccept <key...>', 'accept these rejected connections again, where the rules accept them now');

/** Only what was asked. */
export const askedOf = ({ only, controller, failback, reaccept }: AskedOptions): Asked => ({
  ...(only ? { only } : {}),
  ...(controller ? { controllers: controller } : {}),
  ...(failback ? { failback } : {}),
  ...(reaccept ? { reaccept } : {}),
});

/** Does it name anything? To write, a person has to. */
export const namesAnything = (asked: Asked): boolean => Object.keys(asked).length > 0;

/** What is asked when it is to be written: who names groups to bring back is about these groups. */
export const forApplying = (asked: Asked): Asked =>
  asked.failback && !asked.only && !asked.controllers && !asked.reaccept ? { ...asked, only: asked.failback } : asked;

/** The part of it that one controller has reported on. */
export const partOf = ({ failback, reaccept }: Asked, { controller, only }: Report): Asked => ({
  controllers: [controller],
  ...(only ? { only } : {}),
  ...(failback && controller === 'routes' ? { failback } : {}),
  ...(reaccept && controller === 'connections' ? { reaccept } : {}),
});
