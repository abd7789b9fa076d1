/** `waykeeper schema`: prints the JSON Schema of the config, for editors. */
import { configJsonSchema } from '../lib/config/jsonschema.ts';
import { printLine, type Terminal } from './terminal.ts';

export const schema = ({ out }: Terminal): void => printLine(out, JSON.stringify(configJsonSchema(), null, 2));
