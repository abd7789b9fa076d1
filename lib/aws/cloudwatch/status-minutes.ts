/** The minutes of instances' status checks: CloudWatch keeps them without cost, and they tell since when an instance is well. */
import { CloudWatchClient, GetMetricDataCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { chunks } from '../../std/lists.ts';
import { allPages, clientDefaults, read } from '../clients.ts';
import type { StatusMinute } from '../types.ts';

const cloudwatch = new CloudWatchClient(clientDefaults);

/** CloudWatch takes this many queries in one call. */
const MOST_QUERIES = 500;
const MINUTE = 60;

/** What each minute between two moments (ms since the epoch) says of the instances; a minute that is missing says nothing. */
export const describeStatusMinutes = async (
  ids: readonly string[],
  from: number,
  to: number,
): Promise<StatusMinute[]> =>
  (await Promise.all(chunks(ids, MOST_QUERIES).map((some) => minutesOf(some, from, to)))).flat();

const minutesOf = (ids: readonly string[], from: number, to: number): Promise<StatusMinute[]> =>
  allPages(async (NextToken) => {
    const MetricDataQueries = ids.map((id, at) => ({
      Id: `i${at}`,
      MetricStat: {
        Metric: {
          ...{ Namespace: 'AWS/EC2', MetricName: 'StatusCheckFailed' },
          Dimensions: [{ Name: 'InstanceId', Value: id }],
        },
        ...{ Period: MINUTE, Stat: 'Maximum' },
      },
    }));
    const span = { StartTime: new Date(from), EndTime: new Date(to) };
    const page = await read(cloudwatch.send(new GetMetricDataCommand({ MetricDataQueries, ...span, NextToken })));
    return { items: (page.MetricDataResults ?? []).flatMap((result) => toMinutes(result, ids)), next: page.NextToken };
  });

const toMinutes = (
  { Id = '', Timestamps = [], Values = [] }: MetricDataResult,
  ids: readonly string[],
): StatusMinute[] =>
  Timestamps.map((at, index) => ({
    instanceId: ids[Number(Id.slice(1))] ?? '',
    at: at.getTime(),
    failed: Values[index] !== 0,
  }));
