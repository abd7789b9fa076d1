import { readFileSync } from 'node:fs';
import { parseConfig } from '../../../../lib/config/parse.ts';
import { ANY_REGION } from '../../../../resources/names.ts';
import { type PlainTemplate, plainTemplate } from '../../../../resources/plain.ts';
import { stackOf } from '../../../../resources/stack.ts';
import { TAGGED } from '../../../../resources/tags.ts';
import { schemaOf, schemaProblems } from './check.ts';

const file = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

const PROBED = `
tags: { team: network }
notify: { topic: "arn:aws:sns:us-gov-west-1:111122223333:network", on: [needsPeople] }
routes:
  - name: edge
    appliances: [{ name: fw-a, interface: eni-0a }, { name: fw-b, interface: eni-0b }]
    legs: [{ tables: { id: rtb-0a }, destinations: ["0.0.0.0/0"] }]
    health: { probe: { from: { subnets: [subnet-0a], securityGroups: [sg-0a] }, tcp: 443 } }
`;
const CONFIGS: Readonly<Record<string, string>> = {
  'the example': file('waykeeper.yml'),
  'a config with every key': file('test/unit/config/support/everything.yml').replace(/eu-west-2/g, 'us-gov-west-1'),
  'a probed group with tags': `version: 1\n${PROBED}`,
  'endpoint services behind a key of their own': `version: 1
encryption: { key: "arn:aws:kms:us-gov-west-1:111122223333:alias/queues" }
connections: [{ name: a, services: { id: vpce-svc-0a }, accept: [{ name: all, anyone: true }] }]
`,
  'zones in a VPC of their own': `version: 1
dns:
  network: { subnets: [subnet-0a], securityGroups: [sg-0a] }
  zones: [{ zone: Z0A, name: corp.example, endpoint: { tags: { a: b } } }]
`,
};

const templateOf = (text: string, region: string, configFrom?: string): PlainTemplate => {
  const config = parseConfig(text, 'waykeeper.yml');
  const stack = stackOf(config, { prefix: 'waykeeper-prod', stage: 'prod', region, ...(configFrom && { configFrom }) });
  return plainTemplate(stack, Object.fromEntries(Object.keys(stack.functions).map((key) => [key, `${key}-0a.zip`])));
};

describe.each(Object.entries(CONFIGS))('the template of %s', (_, text) => {
  const template = templateOf(text, 'us-gov-west-1', '/waykeeper/config');

  it('is what AWS’s resource schemas ask for', () => {
    expect(Object.keys(template.Resources).length).toBeGreaterThan(10);
    expect(schemaProblems(template.Resources)).toEqual([]);
  });

  it('names no partition, but where the config does', () => {
    const given = new Set(text.match(/arn:aws[\w-]*:[^"\s,}]+/g));
    const literal = JSON.stringify(template).match(/arn:aws[\w-]*:[^"\s,}\\]+/g) ?? [];
    expect(literal.filter((arn) => !given.has(arn) && !given.has(arn.replace(/key\/\*$/, 'alias/queues')))).toEqual([]);
  });

  it('for any Region names none', () => {
    const anywhere = JSON.stringify(templateOf(text, ANY_REGION));
    expect(anywhere).not.toContain(ANY_REGION);
    expect(anywhere).toContain(`{"Fn::Sub":"waykeeper-prod-\${AWS::Region}-reconcile"}`);
  });
});

describe('the check against AWS’s schemas', () => {
  const bucket = (Properties: object) => schemaProblems({ Q: { Type: 'AWS::SQS::Queue', Properties } });

  it('finds unknown types, unknown and missing properties, and values of a wrong type', () => {
    expect(() => schemaProblems({ Q: { Type: 'AWS::SQS::Cue', Properties: {} } })).toThrow(
      'AWS has no resource of type',
    );
    expect(bucket({ Colour: 'red' })).toEqual(['Q.Colour: there is no such property']);
    expect(bucket({ VisibilityTimeout: 'long' })).toEqual([expect.stringContaining('expected a whole number')]);
    expect(bucket({ Tags: [{ Key: 'a' }] })).toHaveLength(1);
    const pipe = schemaProblems({ P: { Type: 'AWS::Pipes::Pipe', Properties: { Source: { Ref: 'Q' } } } });
    expect(pipe).toEqual(['P.Target: it is required', 'P.RoleArn: it is required']);
  });
});

describe('tags', () => {
  it('stand on every type that takes them, in the form that it takes', () => {
    const used = new Set(
      Object.values(CONFIGS).flatMap((text) =>
        Object.values(templateOf(text, 'us-gov-west-1').Resources).map(({ Type }) => Type),
      ),
    );
    const taking = [...used].flatMap((type) => {
      const variant = schemaOf(type).tagInformation?.variant;
      return variant === undefined ? [] : [[type, variant === 'map' ? 'map' : 'list']];
    });
    expect(taking.length).toBeGreaterThan(6);
    expect(TAGGED).toMatchObject(Object.fromEntries(taking));
    const { Resources } = templateOf(`version: 1\n${PROBED}`, 'us-gov-west-1');
    const untagged = Object.values(Resources).filter(
      ({ Type, Properties }) => TAGGED[Type] && !Object.hasOwn(Object(Properties), 'Tags'),
    );
    expect(untagged).toEqual([]);
    expect(Resources.RoutesQueue?.Properties).toMatchObject({ Tags: [{ Key: 'team', Value: 'network' }] });
    expect(Resources.StateParameter?.Properties).toMatchObject({ Tags: { team: 'network' } });
  });
});
