/** The names that AWS gives to interface endpoints, and what they tell. Pure. */
import type { AliasTarget, DnsEntry, Endpoint } from '../../aws/types.ts';
import { normalName } from '../../net/dns-name.ts';

/**
 * What can be asked for below S3's names, which begin with a star: `bucket.vpce-…`, one of the three forms that AWS documents
 * (S3 user guide, "Accessing buckets, access points, and Amazon S3 Control API operations from S3 interface endpoints").
 */
const BUCKET = 'bucket.';

/** An endpoint's name as one that can be asked for: S3's resolve below their star alone. */
export const askable = (name: string): string => normalName(name).replace(/^\*\./, BUCKET);

/** The endpoint's id and a suffix in the first label; S3's come after a star, or after what can be asked for in its place. */
const ENDPOINT_NAME = /^(?:\*\.|bucket\.)?(vpce-(?!svc-)[0-9a-z]+)-[0-9a-z-]+\.(.+)$/;

/** Has the name the form of those that AWS gives to endpoints? */
export const isEndpointName = (name: string): boolean => ENDPOINT_NAME.test(normalName(name));

/** The id of the endpoint that a name is of. */
export const endpointIn = (name: string): string | undefined => ENDPOINT_NAME.exec(normalName(name))?.[1];

/** The service and Region that an endpoint's name tells: what follows its first label, `s3.eu-west-2.vpce.amazonaws.com`. */
export const serviceOf = (name: string): string | undefined => ENDPOINT_NAME.exec(normalName(name))?.[2];

/** The first label of an endpoint's name, without the star that S3's begin with. */
const firstLabel = (name: string): string => normalName(name).replace(/^\*\./, '').split('.')[0] ?? '';

/**
 * The Regional name, found by its form, since AWS promises no order: its first label is `<endpoint id>-<suffix>`, where
 * a zonal one goes on with the Availability Zone's name. S3's begin with `*.`; private names have another form.
 */
export const regionalEntry = ({ id, dnsEntries }: Endpoint): DnsEntry | undefined =>
  dnsEntries.find(({ name }) => {
    const first = firstLabel(name);
    return first.startsWith(`${id}-`) && /^[0-9a-z]+$/.test(first.slice(id.length + 1));
  });

/** The name for one Availability Zone, which its name in this account tells. */
export const zonalEntry = ({ id, dnsEntries }: Endpoint, azName: string): DnsEntry | undefined =>
  dnsEntries.find(({ name }) => {
    const first = firstLabel(name);
    return first.startsWith(`${id}-`) && /^[0-9a-z]+-(.+)$/.exec(first.slice(id.length + 1))?.[1] === azName;
  });

/** Does the endpoint show a name for any Availability Zone? */
export const hasZonalEntries = ({ id, dnsEntries }: Endpoint): boolean =>
  dnsEntries.some(({ name }) => {
    const first = firstLabel(name);
    return first.startsWith(`${id}-`) && first.slice(id.length + 1).includes('-');
  });

/** The alias to one of an endpoint's names. An endpoint has no health that Route 53 could evaluate. */
export const aliasTo = ({ zoneId, name }: DnsEntry): AliasTarget => ({ zoneId, name, evaluateTargetHealth: false });
