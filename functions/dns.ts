import { dnsController } from '../lib/dns/controller.ts';
import { queueFunction } from '../lib/lambda.ts';

export const handler = queueFunction('dns', (config) => dnsController(config, Date.now));
