/** Tags on the resources of a template, in the form that each type takes. */
import type { Resources } from './types.ts';

type Tags = Readonly<Record<string, string>>;

const asList = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Of all types that the stack uses and that take tags (CloudFormation resource schemas; a test holds them to these). @internal */
export const TAGGED: Readonly<Record<string, 'list' | 'map'>> = {
  'AWS::CloudWatch::Alarm': 'list',
  'AWS::CloudWatch::CompositeAlarm': 'list',
  'AWS::CloudWatch::Dashboard': 'list',
  'AWS::Events::Rule': 'list',
  'AWS::IAM::Role': 'list',
  'AWS::KMS::Key': 'list',
  'AWS::Lambda::EventSourceMapping': 'list',
  'AWS::Lambda::Function': 'list',
  'AWS::Logs::LogGroup': 'list',
  'AWS::Pipes::Pipe': 'map',
  'AWS::SNS::Topic': 'list',
  'AWS::SQS::Queue': 'list',
  'AWS::SSM::Parameter': 'map',
  'AWS::StepFunctions::StateMachine': 'list',
};

/** The resources with these tags, where their types take any. */
export const tagged = (resources: Resources, tags: Tags): Resources => {
  if (Object.keys(tags).length === 0) return resources;
  return Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => {
      const form = TAGGED[resource.Type];
      if (form === undefined) return [id, resource];
      const Tags = form === 'list' ? asList(tags) : tags;
      return [id, { ...resource, Properties: { ...Object(resource.Properties), Tags } }];
    }),
  );
};
