import { customServiceName } from '../../src/services/ec2/endpoints/names.ts';
import { failure, startWorld } from './support/world.ts';

const FAR = customServiceName('eu-west-2', 'vpce-svc-0far');

const world = () =>
  startWorld((account, make) => {
    make.addEndpointService(account, { id: 'vpce-svc-0own' });
    make.addEndpointService(account, { id: 'vpce-svc-0gone', state: 'Deleted' });
    make.addForeignService(account, { id: 'vpce-svc-0far', owner: '666677778888', privateDnsName: 'pay.far.example' });
  });

describe('the services that an account can make endpoints to', () => {
  it('are its own, unless they are gone, and those of others that it may see', async () => {
    const { client } = await world();
    const { ServiceNames, ServiceDetails } = await client.describeVpcEndpointServices({});
    expect(ServiceNames).toEqual([customServiceName('eu-west-2', 'vpce-svc-0own'), FAR]);
    expect(ServiceDetails?.[1]).toMatchObject({
      ...{ Owner: '666677778888', PrivateDnsName: 'pay.far.example', PrivateDnsNameVerificationState: 'verified' },
    });
  });

  it('are found by filter, and an unknown name fails the call', async () => {
    const { client } = await world();
    const Filters = [{ Name: 'service-name', Values: [FAR, 'com.amazonaws.vpce.eu-west-2.vpce-svc-0none'] }];
    expect((await client.describeVpcEndpointServices({ Filters })).ServiceNames).toEqual([FAR]);
    const unknown = client.describeVpcEndpointServices({ ServiceNames: [FAR, 'com.amazonaws.none'] });
    expect(await failure(unknown)).toHaveProperty('name', 'InvalidServiceName');
  });
});
