import { dnsController } from '../lib/dns/controller.ts';
import { queueFunction } from '../lib/entry/lambda.ts';

export const handler = queueFunction('dns', (config) => dnsController(config, Date.now));
