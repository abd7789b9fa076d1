import { directFunction } from '../lib/entry/lambda.ts';
import { probeByMinute } from '../lib/entry/probe.ts';

export const handler = directFunction(probeByMinute);
