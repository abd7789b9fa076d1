/** CloudFormation templates as `osls package` writes them, and the faults that are found in one. */

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
}

export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Type?: string; readonly Default?: unknown }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** Something wrong with a template: `at` is a logical id, with a path into its properties where that helps. */
export interface Fault {
  readonly at: string;
  readonly message: string;
}

/** All that is wrong with a template, at once. */
export class TemplateError extends Error {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const lines = faults.map(({ at, message }) => `  ${at}: ${message}`);
    super(`The template has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}:\n${lines.join('\n')}`);
    this.name = 'TemplateError';
    this.faults = faults;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a template from JSON. Throws TemplateError when it is not one. */
export const parseTemplate = (text: string): Template => {
  const refuse = (message: string, cause?: unknown): never => {
    throw Object.assign(new TemplateError([{ at: 'template', message }]), { cause });
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(`expected JSON, found ${error instanceof Error ? error.message : String(error)}`, error);
  }
  if (!(isRecord(value) && isRecord(value.Resources))) return refuse('expected an object with Resources');
  const untyped = Object.entries(value.Resources).filter(
    ([, each]) => !(isRecord(each) && typeof each.Type === 'string'),
  );
  if (untyped.length > 0) {
    throw new TemplateError(untyped.map(([at]) => ({ at, message: 'expected a resource with a Type' })));
  }
  return value as unknown as Template;
};
