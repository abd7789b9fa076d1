import { START } from '../../src/bare-api.ts';
import { ENI_A, FIREWALL_A, FIREWALL_B, failure, OWNER, SUBNET_A, startWorld } from './support/world.ts';

const event = (id: string, state: string) => ({
  to: 'bus',
  source: 'aws.ec2',
  detailType: 'EC2 Instance State-change Notification',
  resources: [`arn:aws:ec2:eu-west-2:${OWNER}:instance/${id}`],
  detail: { 'instance-id': id, state },
});

describe('instances', () => {
  it('are shown with their place, their interfaces and their state', async () => {
    const { client } = await startWorld();
    const { Reservations } = await client.describeInstances({ Filters: [{ Name: 'tag:role', Values: ['firewall'] }] });
    expect(Reservations).toHaveLength(2);
    expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({
      InstanceId: FIREWALL_A,
      State: { Code: 16, Name: 'running' },
      SubnetId: SUBNET_A,
      Placement: { AvailabilityZone: 'eu-west-2a', AvailabilityZoneId: 'euw2-az2' },
      PrivateIpAddress: '10.0.1.10',
      LaunchTime: new Date('2026-01-01T00:00:00Z'),
      NetworkInterfaces: [{ NetworkInterfaceId: ENI_A, SourceDestCheck: false, Attachment: { DeviceIndex: 0 } }],
    });
  });

  it('refuse ids together with pages, and an id that does not exist', async () => {
    const { client } = await startWorld();
    const both = { InstanceIds: [FIREWALL_A], MaxResults: 5 };
    expect(await failure(client.describeInstances(both))).toHaveProperty('name', 'InvalidParameterCombination');
    expect(await failure(client.describeInstanceStatus(both))).toHaveProperty('name', 'InvalidParameterCombination');
    expect(await failure(client.describeInstances({ InstanceIds: ['i-0missing'] }))).toHaveProperty(
      'name',
      'InvalidInstanceID.NotFound',
    );
  });

  it('stop over time and send an event for each state', async () => {
    const { client, api, emitted } = await startWorld();
    const { StoppingInstances } = await client.stopInstances({ InstanceIds: [FIREWALL_A] });
    expect(StoppingInstances).toEqual([
      {
        InstanceId: FIREWALL_A,
        PreviousState: { Code: 16, Name: 'running' },
        CurrentState: { Code: 64, Name: 'stopping' },
      },
    ]);
    expect(emitted()).toEqual([event(FIREWALL_A, 'stopping')]);
    expect(api.advance(9_000)).toEqual([]);
    expect(api.advance(1_000)).toEqual([event(FIREWALL_A, 'stopped')]);
  });

  it('start over time, with a new launch time', async () => {
    const { client, api } = await startWorld((account) => {
      Object.assign(account.ec2.instances[FIREWALL_A] ?? {}, { state: 'stopped' });
    });
    api.advance(5_000);
    await client.startInstances({ InstanceIds: [FIREWALL_A] });
    const { Reservations } = await client.describeInstances({ InstanceIds: [FIREWALL_A] });
    expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({
      State: { Name: 'pending' },
      LaunchTime: new Date(START + 5_000),
    });
    expect(api.advance(10_000)).toEqual([event(FIREWALL_A, 'running')]);
  });

  it('terminate over time, lose their primary interface and vanish after an hour', async () => {
    const { client, api, account, emitted } = await startWorld();
    await client.terminateInstances({ InstanceIds: [FIREWALL_A] });
    expect(emitted()).toEqual([event(FIREWALL_A, 'shutting-down')]);
    expect(api.advance(10_000)).toEqual([event(FIREWALL_A, 'terminated')]);
    expect(account.ec2.networkInterfaces[ENI_A]).toBeUndefined();
    api.advance(3_600_000);
    expect(await failure(client.describeInstances({ InstanceIds: [FIREWALL_A] }))).toHaveProperty(
      'name',
      'InvalidInstanceID.NotFound',
    );
  });

  it('that are terminated while they stop do not become stopped', async () => {
    const { client, api, account } = await startWorld();
    await client.stopInstances({ InstanceIds: [FIREWALL_A] });
    await client.terminateInstances({ InstanceIds: [FIREWALL_A] });
    expect(api.advance(10_000)).toEqual([event(FIREWALL_A, 'terminated')]);
    expect(account.ec2.instances[FIREWALL_A]?.state).toBe('terminated');
  });

  it('change none of them when one is in the wrong state', async () => {
    const { client, account } = await startWorld();
    await client.terminateInstances({ InstanceIds: [FIREWALL_B] });
    const error = await failure(client.stopInstances({ InstanceIds: [FIREWALL_A, FIREWALL_B] }));
    expect(error.name).toBe('IncorrectInstanceState');
    expect(account.ec2.instances[FIREWALL_A]?.state).toBe('running');
    expect(await failure(client.startInstances({ InstanceIds: [FIREWALL_B] }))).toHaveProperty(
      'name',
      'IncorrectInstanceState',
    );
    expect(await failure(client.terminateInstances({ InstanceIds: ['i-0missing'] }))).toHaveProperty(
      'name',
      'InvalidInstanceID.NotFound',
    );
  });

  it('that run already are left as they are by a start', async () => {
    const { client, emitted } = await startWorld();
    const { StartingInstances } = await client.startInstances({ InstanceIds: [FIREWALL_A] });
    expect(StartingInstances?.[0]).toMatchObject({
      PreviousState: { Name: 'running' },
      CurrentState: { Name: 'running' },
    });
    expect(emitted()).toEqual([]);
  });
});

describe('instance status', () => {
  it('covers running instances only, unless all are asked for', async () => {
    const { client, api } = await startWorld();
    await client.stopInstances({ InstanceIds: [FIREWALL_A] });
    api.advance(10_000);
    const running = await client.describeInstanceStatus({});
    expect(running.InstanceStatuses?.map((status) => status.InstanceId)).toEqual([FIREWALL_B]);
    const all = await client.describeInstanceStatus({ IncludeAllInstances: true, InstanceIds: [FIREWALL_A] });
    expect(all.InstanceStatuses?.[0]).toMatchObject({
      InstanceState: { Code: 80, Name: 'stopped' },
      InstanceStatus: { Status: 'not-applicable', Details: [] },
      SystemStatus: { Status: 'not-applicable' },
    });
  });

  it('is initializing for a minute after the instance runs, then ok', async () => {
    const { client, api } = await startWorld((account) => {
      Object.assign(account.ec2.instances[FIREWALL_A] ?? {}, { state: 'stopped' });
    });
    await client.startInstances({ InstanceIds: [FIREWALL_A] });
    const status = async () =>
      (await client.describeInstanceStatus({ InstanceIds: [FIREWALL_A] })).InstanceStatuses?.[0]?.InstanceStatus;
    api.advance(10_000);
    expect(await status()).toEqual({
      Status: 'initializing',
      Details: [{ Name: 'reachability', Status: 'initializing' }],
    });
    api.advance(60_000);
    expect(await status()).toEqual({ Status: 'ok', Details: [{ Name: 'reachability', Status: 'passed' }] });
  });

  it('says which check of an impaired instance fails, and since when', async () => {
    const { client, account } = await startWorld((seeded, make) =>
      make.impairInstance(seeded, FIREWALL_A, START - 1_000),
    );
    const filtered = { Filters: [{ Name: 'instance-status.status', Values: ['impaired'] }] };
    const { InstanceStatuses } = await client.describeInstanceStatus(filtered);
    expect(InstanceStatuses).toHaveLength(1);
    expect(InstanceStatuses?.[0]).toMatchObject({
      InstanceId: FIREWALL_A,
      InstanceStatus: {
        Status: 'impaired',
        Details: [{ Name: 'reachability', Status: 'failed', ImpairedSince: new Date(START - 1_000) }],
      },
      SystemStatus: { Status: 'ok' },
    });
    delete account.ec2.instances[FIREWALL_A]?.impaired;
    expect((await client.describeInstanceStatus(filtered)).InstanceStatuses).toEqual([]);
  });

  it('has no tag filter', async () => {
    const { client } = await startWorld();
    const call = client.describeInstanceStatus({ Filters: [{ Name: 'tag:role', Values: ['firewall'] }] });
    expect(await failure(call)).toHaveProperty('name', 'InvalidParameterValue');
  });
});
