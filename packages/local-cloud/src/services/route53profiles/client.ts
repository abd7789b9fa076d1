/**
 * What stands for the SDK client of Route 53 Profiles, which npm has not: the schemas of the operations simulated here, as
 * botocore's model of 2018-05-10 has them (REST JSON).
 */

const NAMESPACE = 'com.amazonaws.route53profiles';

/** Numbers of schemas, as the SDK has them; untyped data are written as they are. */
const [OPERATION, STRUCTURE, TEXT, NUMBER, DOCUMENT] = [9, 3, 0, 1, 15];

class Route53ProfilesClient {
  readonly config = { protocol: { getShapeId: () => 'aws.protocols#restJson1' } };
}

type Members = Readonly<Record<string, unknown>>;

const structure = (name: string, members: Members, required = 0) => [
  ...[STRUCTURE, NAMESPACE, name, 0],
  ...[Object.keys(members), Object.values(members), required],
];

const query = (kind: number | undefined, httpQuery: string) => [kind, { httpQuery }];

const PAGING = { MaxResults: query(NUMBER, 'maxResults'), NextToken: query(TEXT, 'nextToken') };

const listing = (name: string, path: string, input: unknown, list: string) => [
  ...[OPERATION, NAMESPACE, name, { http: ['GET', path, 200] }],
  ...[() => input, () => structure(`${name}Response`, { [list]: DOCUMENT, NextToken: TEXT })],
];

/** As the module of an SDK client exports them. */
export const client: object = {
  Route53ProfilesClient,
  ListProfileAssociations$: listing(
    'ListProfileAssociations',
    '/profileassociations',
    structure('ListProfileAssociationsRequest', {
      ...{ ProfileId: query(TEXT, 'profileId'), ResourceId: query(TEXT, 'resourceId') },
      ...PAGING,
    }),
    'ProfileAssociations',
  ),
  ListProfileResourceAssociations$: listing(
    'ListProfileResourceAssociations',
    '/profileresourceassociations/profileid/{ProfileId}',
    structure(
      'ListProfileResourceAssociationsRequest',
      { ProfileId: [TEXT, { httpLabel: 1 }], ResourceType: query(TEXT, 'resourceType'), ...PAGING },
      1,
    ),
    'ProfileResourceAssociations',
  ),
};
