/** What a warm process leaves alone. */
import { rememberOwnThings } from '../../../lib/core/own-things.ts';
import type { Scope } from '../../../lib/core/plan.ts';
import { queueFunction } from '../../../lib/entry/lambda.ts';
import { cabinet, virtualClock } from '../../unit/core/support/cabinet.ts';
import { type Bus, batch, type ConfigFile, configFile, logged, record, returned, startBus } from './support/lambda.ts';

let bus: Bus;
let config: ConfigFile;

beforeAll(async () => {
  bus = await startBus();
  config = configFile('version: 1\nmode: apply\n');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: bus.url,
    AWS_REGION: 'eu-west-2',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    WAYKEEPER_CONFIG: config.path,
  });
});

afterAll(async () => {
  config.remove();
  await bus.close();
});

const event = (eventName: string, id: string): unknown => ({
  source: 'aws.ec2',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: { eventName, requestParameters: { VpcEndpointId: id } },
});

/** A function whose looks find that one endpoint is ours, and the scopes of its runs. */
const deploy = () => {
  const { controller, rounds } = cabinet(virtualClock(), { holds: { a: '1' }, wants: { a: '1' } });
  const handler = queueFunction(
    'dns',
    () => ({
      ...controller,
      observe: async (scope: Scope) => ({ ...(await controller.observe(scope)), now: Date.now() }),
      ownedBy: () => [{ entry: 'zone', ids: ['vpce-0ours'], isWhole: true }],
      mayConcern: ({ ids, arrives }, mayOwn) => arrives || mayOwn('zone', ids),
    }),
    { send: async () => undefined },
    rememberOwnThings(),
  );
  const tell = async (...bodies: readonly unknown[]): Promise<readonly Scope[]> => {
    const before = rounds.length;
    await logged(async () => {
      const records = bodies.map((body, at) => record(`m${at}`, body));
      expect(await returned(handler, batch(...records))).toEqual([]);
    });
    return rounds.slice(before).map(({ scope }) => scope);
  };
  return tell;
};

describe('a process', () => {
  it('that is cold looks once at what it does not know, and then leaves what is not ours', async () => {
    const tell = deploy();
    expect(await tell(event('ModifyVpcEndpoint', 'vpce-0x'))).toEqual([{ ids: ['vpce-0x'] }]);
    expect(await tell(event('ModifyVpcEndpoint', 'vpce-0x'), event('DeleteVpcEndpoints', 'vpce-0y'))).toEqual([]);
  });

  it('that is warm looks at what is ours alone, and at all that may become ours', async () => {
    const tell = deploy();
    await tell(event('ModifyVpcEndpoint', 'vpce-0x'));
    const mixed = [event('ModifyVpcEndpoint', 'vpce-0x'), event('ModifyVpcEndpoint', 'vpce-0ours')];
    expect(await tell(...mixed)).toEqual([{ ids: ['vpce-0ours'] }]);
    expect(await tell(event('CreateVpcEndpoint', 'vpce-0new'))).toEqual([{ ids: ['vpce-0new'] }]);
  });

  it('that is warm never leaves a sweep', async () => {
    const tell = deploy();
    await tell(event('ModifyVpcEndpoint', 'vpce-0x'));
    expect(await tell({ waykeeper: 'waykeeper.sweep' })).toEqual(['all']);
  });
});
