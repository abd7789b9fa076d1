/** A plan in a file: what was asked, where, and what came of it, for whoever reviews it and for `apply`. */
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { errorMessage } from '../lib/aws/errors.ts';
import type { Identity } from '../lib/aws/sts/identity.ts';
import type { Change, ControllerName, Report } from '../lib/core/plan.ts';
import { digestOf, printsOf } from '../lib/core/review.ts';
import type { Asked } from './asked.ts';
import { UsageError } from './errors.ts';

/** The plan of one controller. */
interface PlanOf {
  readonly controller: ControllerName;
  readonly digest: string;
  readonly changes: readonly Change[];
}

/** What such a file holds. */
export interface SavedPlan {
  readonly version: 1;
  readonly account: string;
  readonly region: string;
  readonly stage: string;
  /** ISO 8601. */
  readonly madeAt: string;
  readonly asked: Asked;
  readonly plans: readonly PlanOf[];
}

const strings = z.array(z.string()).min(1);
const controller = z.enum(['connections', 'dns', 'routes']);
const change = z.looseObject({
  action: z.string(),
  key: z.string(),
  reason: z.looseObject({ code: z.string(), message: z.string() }),
});
const savedPlan = z.object({
  version: z.literal(1),
  account: z.string(),
  region: z.string(),
  stage: z.string(),
  madeAt: z.string(),
  asked: z.strictObject({
    controllers: z.array(controller).min(1).exactOptional(),
    only: strings.exactOptional(),
    failback: strings.exactOptional(),
    reaccept: strings.exactOptional(),
  }),
  plans: z.array(z.object({ controller, digest: z.string(), changes: z.array(change) })),
});

/** What `plan` saves. `now` is in ms since the epoch. */
export const toSaved = (
  { account, region }: Identity,
  {
    stage,
    asked,
    reports,
    now,
  }: { readonly stage: string; readonly asked: Asked; readonly reports: readonly Report[]; readonly now: number },
): SavedPlan => ({
  ...{ version: 1, account, region, stage, madeAt: new Date(now).toISOString(), asked },
  plans: reports.map((report) => planOf(report)),
});

const planOf = ({ controller: name, plan: { changes } }: Report): PlanOf => ({
  controller: name,
  digest: digestOf(printsOf(changes)),
  changes,
});

/** Throws UsageError where the file cannot be written. */
export const save = async (file: string, saved: SavedPlan): Promise<void> => {
  try {
    await writeFile(file, `${JSON.stringify(saved, null, 2)}\n`);
  } catch (error) {
    throw new UsageError(`--out: ${file} cannot be written: ${errorMessage(error)}`, { cause: error });
  }
};

/** Throws UsageError for what is no plan, or is not as it was saved. */
export const readSaved = async (file: string): Promise<SavedPlan> => {
  const { data } = savedPlan.safeParse(await jsonOf(file));
  if (!data) throw new UsageError(`${file} is no plan: save one with waykeeper plan --out ${file}`);
  const saved = data as SavedPlan;
  for (const { controller: name, digest, changes } of saved.plans) {
    if (digestOf(printsOf(changes)) === digest) continue;
    throw new UsageError(`${file} was edited: its changes of ${name} are not those of its digest: plan again`);
  }
  return saved;
};

const jsonOf = async (file: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw new UsageError(`${file} cannot be read: ${errorMessage(error)}`, { cause: error });
  }
};

/** Throws UsageError where it was made for another place. */
export const expectPlace = (saved: SavedPlan, { account, region }: Identity, stage: string): void => {
  const [there, here] = [
    `account ${saved.account}, ${saved.region}, stage ${saved.stage}`,
    `account ${account}, ${region}, stage ${stage}`,
  ];
  if (there === here) return;
  throw new UsageError(
    `the plan is of ${there}, and this is ${here}: pass --profile, --region or --stage, or plan here`,
  );
};
