import { directFunction } from '../lib/lambda.ts';
import { probeByMinute } from '../lib/routes/probe/minute.ts';

export const handler = directFunction(probeByMinute);
