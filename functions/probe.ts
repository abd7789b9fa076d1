import { directFunction } from '../lib/entry/lambda.ts';
import { probeHandler } from '../lib/entry/probe.ts';

export const handler = directFunction(probeHandler);
