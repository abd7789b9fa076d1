/** What Lambda's operations need (service authorization reference). */
import type * as shapes from '@aws-sdk/client-lambda';
import { withoutResource } from '../../iam/permission.ts';
import type { Permission, Permissions } from '../../service.ts';
import { functionNameOf } from './find.ts';

interface Named {
  readonly FunctionName?: string;
}

const onFunction = (operation: string, action = operation): Permission => ({
  action: `lambda:${action}`,
  on: ({ FunctionName = '' }: Named, { account, caller }) => [
    { resource: `arn:aws:lambda:${caller.region}:${account.id}:function:${functionNameOf(FunctionName)}` },
  ],
});

export const permissions: Permissions = {
  ...withoutResource('lambda', ['ListEventSourceMappings', 'ListFunctions']),
  GetFunction: onFunction('GetFunction'),
  GetFunctionConfiguration: onFunction('GetFunctionConfiguration'),
  Invoke: onFunction('Invoke', 'InvokeFunction'),
  UpdateEventSourceMapping: {
    action: 'lambda:UpdateEventSourceMapping',
    on: ({ UUID = '' }: shapes.UpdateEventSourceMappingRequest, { account, caller }) => {
      const owner = account.lambda.mappings[UUID]?.functionName;
      const functionArn = owner === undefined ? undefined : account.lambda.functions[owner]?.arn;
      return [
        {
          resource: `arn:aws:lambda:${caller.region}:${account.id}:event-source-mapping:${UUID}`,
          context: { 'lambda:FunctionArn': functionArn },
        },
      ];
    },
  },
};
