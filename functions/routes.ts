import { queueFunction } from '../lib/lambda.ts';
import { routesController } from '../lib/routes/controller.ts';

export const handler = queueFunction('routes', (config) => routesController(config, Date.now));
