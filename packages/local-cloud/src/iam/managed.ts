/** AWS's own managed policies that functions commonly have, statement by statement as AWS publishes them. */
import type { PolicyDocument } from '../services/lambda/state.ts';

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

const everywhere = (Action: readonly string[]): PolicyDocument => ({
  Statement: { Effect: 'Allow', Action, Resource: '*' },
});

const documents: Readonly<Record<string, PolicyDocument>> = {
  AWSLambdaBasicExecutionRole: everywhere(LOGS),
  AWSLambdaSQSQueueExecutionRole: everywhere([
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    ...LOGS,
  ]),
  AWSLambdaVPCAccessExecutionRole: everywhere([
    ...LOGS,
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ]),
};

const OWN = /^arn:aws[a-z-]*:iam::aws:policy\/(?:.+\/)?([^/]+)$/;

/** The document of an AWS managed policy; undefined for an ARN of any other policy. */
export const awsManagedPolicy = (arn: string): PolicyDocument | undefined => {
  const [, name] = OWN.exec(arn) ?? [];
  return name === undefined ? undefined : documents[name];
};
