/** A Route 53 with one private zone and two VPCs, as the tests of Route 53 find it before each test. */
import {
  type Change,
  ChangeResourceRecordSetsCommand,
  InvalidChangeBatch,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { emptyAccount } from '../../src/account.ts';
import { type BareApi, clientConfig, startBareApi } from '../../src/bare-api.ts';
import { route53 } from '../../src/services/route53/index.ts';
import { addHostedZone } from '../../src/services/route53/seed.ts';
import { failure } from './failure.ts';

export const ZONE = 'Z0000000000000000001';
export const VPC = { VPCId: 'vpc-0a', VPCRegion: 'eu-west-2' } as const;
export const OTHER_VPC = { VPCId: 'vpc-0b', VPCRegion: 'eu-west-2' } as const;

export const a = (Name: string, ...addresses: string[]): ResourceRecordSet => ({
  Name,
  Type: 'A',
  TTL: 60,
  ResourceRecords: addresses.map((Value) => ({ Value })),
});
export const alias = (Name: string, DNSName: string, HostedZoneId = 'Z7K1066E3PUKB'): ResourceRecordSet => ({
  Name,
  Type: 'A',
  AliasTarget: { HostedZoneId, DNSName, EvaluateTargetHealth: false },
});
export const ENDPOINT = 'vpce-0a1b-c2d3.s3.eu-west-2.vpce.amazonaws.com';

/** Starts it before each test and stops it after. */
export const useRoute53 = () => {
  let api: BareApi;
  let client: Route53Client;

  beforeEach(async () => {
    const account = emptyAccount();
    for (const id of [VPC.VPCId, OTHER_VPC.VPCId]) {
      account.ec2.vpcs[id] = { id, cidrs: ['10.0.0.0/16'], ipv6Cidrs: [], tags: {} };
    }
    addHostedZone(account, { id: ZONE, name: 'app.corp.example', private: true, vpcs: [VPC] });
    api = await startBareApi([route53], account);
    client = new Route53Client(clientConfig(api.url));
  });
  afterEach(async () => {
    client.destroy();
    await api.stop();
  });

  const change = (...changes: [Change['Action'], ResourceRecordSet][]) =>
    client.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: ZONE,
        ChangeBatch: { Changes: changes.map(([Action, set]) => ({ Action, ResourceRecordSet: set })) },
      }),
    );
  const list = (start: object = {}) => client.send(new ListResourceRecordSetsCommand({ HostedZoneId: ZONE, ...start }));
  const names = async (start: object = {}) =>
    (await list(start)).ResourceRecordSets?.map(({ Name, Type }) => `${Name} ${Type}`);
  const messages = async (call: Promise<unknown>): Promise<readonly string[] | undefined> => {
    const error = await failure(call);
    expect(error).toBeInstanceOf(InvalidChangeBatch);
    return (error as InvalidChangeBatch).messages;
  };

  return {
    change,
    list,
    names,
    messages,
    api: () => api,
    client: () => client,
  };
};
