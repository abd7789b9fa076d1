/** Values as text: how a single value stands in a form field, a path, a query string or a header. */
import { FromStringShapeDeserializer, ToStringShapeSerializer } from '@smithy/core/protocols';
import { AwsError } from './error.ts';
import type { Shape } from './schema.ts';

/** Smithy's sentinel for RFC 3339 time, the default of every AWS protocol that carries values as text. */
const DATE_TIME = 5;
const settings = { timestampFormat: { useTrait: true, default: DATE_TIME }, httpBindings: true } as const;
const reader = new FromStringShapeDeserializer(settings);
const writer = new ToStringShapeSerializer(settings);

/** Reads one value. Throws InvalidParameterValue when it is not of the shape's kind. */
export const fromText = (shape: Shape, text: string, name: string): unknown => {
  const expected = expectation(shape, text);
  if (!expected) return reader.read(shape, text);
  throw new AwsError(
    'InvalidParameterValue',
    `Value (${text}) for parameter ${name} is invalid. Expected ${expected}.`,
  );
};

export const toText = (shape: Shape, value: unknown): string => {
  writer.write(shape, value);
  return writer.flush();
};

const expectation = (shape: Shape, text: string): string | undefined => {
  if (shape.isNumericSchema() && (text === '' || Number.isNaN(Number(text))) && text !== 'NaN') return 'a number';
  if (shape.isBooleanSchema() && !/^(true|false)$/i.test(text)) return 'true or false';
  if (shape.isTimestampSchema() && Number.isNaN(Date.parse(text)) && Number.isNaN(Number(text))) return 'a time';
  return undefined;
};
