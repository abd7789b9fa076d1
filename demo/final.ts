/** How the account ends up, as tables. */

import type { Account, Journal } from '@waykeeper/local-cloud/state';
import Table from 'cli-table3';
import type { Report } from '../lib/core/plan.ts';
import { readableName, VERDICT_WORDS } from '../lib/core/report/text.ts';
import { loudest } from '../lib/core/report/verdict.ts';
import { readPublished } from '../lib/dns-files/header.ts';
import { counted } from '../lib/std/words.ts';
import { CORP_ZONE, FILES, FORWARDER_RECORD, RULE } from './forwarding.ts';
import { SERVICE, ZONE } from './world.ts';
import { wrapped } from './wrap.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const made = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  made.push(...rows.map((row) => [...row]));
  return made.toString();
};

/** Connections, records, what is published to DNS servers, and routes, in that order. */
export const finalState = (account: Account): string =>
  [
    `Connections to ${SERVICE}`,
    table(['endpoint', 'account', 'state'], connections(account)),
    `Records of ${readableName(account.route53.zones[ZONE]?.name ?? ZONE)}`,
    table(['name', 'type', 'alias to, or addresses'], records(account)),
    'Published to DNS servers',
    table(['place', 'addresses'], published(account)),
    'Routes of the claimed tables',
    table(['table', 'destination', 'target'], routes(account)),
  ].join('\n');

const connections = ({ ec2 }: Account): string[][] =>
  Object.values(ec2.endpointConnections).map(({ endpointId, state }) => [
    endpointId,
    ec2.endpoints[endpointId]?.ownerId ?? '',
    state,
  ]);

const records = ({ route53 }: Account): string[][] =>
  (route53.zones[ZONE]?.records ?? [])
    .filter(({ Type }) => Type === 'A' || Type === 'AAAA')
    .map(({ Name, Type, AliasTarget, ResourceRecords = [] }) => [
      readableName(Name),
      Type,
      AliasTarget ? readableName(AliasTarget.DNSName) : ResourceRecords.map(({ Value }) => Value).join(' '),
    ]);

/** A target that holds nothing is left out: a config of one's own may claim others, or none. */
const published = (account: Account): string[][] =>
  Object.entries(publishedAddresses(account))
    .filter(([, addresses]) => addresses.length > 0)
    .map(([target, addresses]) => [target, addresses.join(' ')]);

/**
 * By target, the addresses that the demo's rule, record set and files hold, sorted.
 * @internal Exported for its tests.
 */
export const publishedAddresses = ({ resolver, route53, s3 }: Account): Record<string, string[]> => {
  const set = route53.zones[CORP_ZONE]?.records.find(
    ({ Name, Type }) => Name === `${FORWARDER_RECORD}.` && Type === 'A',
  );
  const inFile = (file: string): readonly string[] => {
    const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(file) ?? [];
    return readPublished(s3.buckets[bucket]?.objects[key]?.body ?? '')?.values ?? [];
  };
  return {
    [RULE]: (resolver.rules[RULE]?.targets ?? []).map(({ Ip = '' }) => Ip).sort(),
    [FORWARDER_RECORD]: (set?.ResourceRecords ?? []).map(({ Value = '' }) => Value).sort(),
    ...Object.fromEntries(Object.values(FILES).map((file) => [file, [...inFile(file)]])),
  };
};

const routes = ({ ec2 }: Account): string[][] =>
  ['rtb-0edge', 'rtb-0appa', 'rtb-0appb'].flatMap((id) =>
    (ec2.routeTables[id]?.routes ?? [])
      .filter(({ target }) => target !== 'local')
      .map(({ destination, target }) => [id, destination, target]),
  );

/** How each controller's last run ended, what is left for people to do, and what it comes to. */
export const lastWord = (reports: readonly Report[], width?: number): string => {
  const last = [...new Map(reports.map((report) => [report.controller, report])).values()];
  const lines = last.filter(({ converged }) => !converged).map(unfinished);
  const open = last.flatMap(({ plan }) =>
    plan.findings.filter(({ severity, acknowledged }) => severity === 'error' && !acknowledged),
  );
  const errors = open.map(({ key, reason }) => wrapped('  ', `${reason.code} ${key}: ${reason.message}`, width));
  return [
    ...(lines.length > 0 ? lines : ['Every controller converged.']),
    ...(errors.length > 0 ? [`${counted(errors.length, 'error is', 'errors are')} left to people:`] : []),
    ...errors,
    `Verdict: ${VERDICT_WORDS[loudest(last.map(({ verdict }) => verdict))]}.`,
  ].join('\n');
};

/** What was told to whoever listens to the event bus: how often each kind of event. */
export const told = ({ entries }: Journal, width?: number): string => {
  const kinds = entries.flatMap((entry) =>
    entry.kind === 'event' && entry.source === 'waykeeper' ? [entry.detailType] : [],
  );
  const counts = [...Map.groupBy(kinds.sort(), (kind) => kind)].map(([kind, all]) => `${all.length} ${kind}`);
  return wrapped('', `Published: ${counts.join(', ') || 'nothing'}.`, width);
};

const NOT_ALLOWED = /^(UnauthorizedOperation|AccessDenied|AccessDeniedException|AuthorizationError)$/;

/** Whose permissions the functions had, and how often those were not enough. */
export const permissions = ({ entries }: Journal, width?: number): string => {
  const refused = entries.filter((entry) => entry.kind === 'call' && NOT_ALLOWED.test(entry.error ?? '')).length;
  const calls = refused === 0 ? 'no call was refused' : `${counted(refused, 'call was', 'calls were')} refused`;
  return wrapped('', `Each function was held to the policies of its own role, as on AWS: ${calls}.`, width);
};

const unfinished = ({ controller, mode, plan, outcomes }: Report): string => {
  const failed = outcomes.filter(({ status }) => status === 'failed').length;
  const why =
    failed > 0
      ? counted(failed, 'failure')
      : `${counted(plan.changes.length, 'planned change')} not made (mode ${mode})`;
  return `${controller} did NOT converge: ${why}.`;
};
