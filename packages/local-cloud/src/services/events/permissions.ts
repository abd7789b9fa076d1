/** What EventBridge's operations need (service authorization reference). */
import type * as shapes from '@aws-sdk/client-eventbridge';
import { withoutResource } from '../../iam/permission.ts';
import type { Permission, Permissions } from '../../service.ts';
import { busArn, busNameOf, ruleArn } from './find.ts';

interface OnRule {
  readonly Name?: string;
  readonly Rule?: string;
  readonly EventBusName?: string;
}

const onRule = (operation: string): Permission => ({
  action: `events:${operation}`,
  on: ({ Name, Rule = Name, EventBusName }: OnRule, { account }) => [
    { resource: ruleArn(account, busNameOf(EventBusName), String(Rule)) },
  ],
});

export const permissions: Permissions = {
  ...withoutResource('events', ['ListEventBuses', 'ListRules', 'TestEventPattern']),
  PutEvents: {
    action: 'events:PutEvents',
    on: ({ Entries = [] }: shapes.PutEventsRequest, { account }) =>
      Entries.map(({ EventBusName, Source, DetailType }) => ({
        resource: busArn(account, busNameOf(EventBusName)),
        context: { 'events:source': Source, 'events:detail-type': DetailType },
      })),
  },
  CreateEventBus: {
    action: 'events:CreateEventBus',
    on: ({ Name }: shapes.CreateEventBusRequest, { account }) => [{ resource: busArn(account, busNameOf(Name)) }],
  },
  PutRule: onRule('PutRule'),
  DeleteRule: onRule('DeleteRule'),
  DescribeRule: onRule('DescribeRule'),
  EnableRule: onRule('EnableRule'),
  DisableRule: onRule('DisableRule'),
  PutTargets: onRule('PutTargets'),
  RemoveTargets: onRule('RemoveTargets'),
  ListTargetsByRule: onRule('ListTargetsByRule'),
};
