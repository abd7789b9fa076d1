/** Stable made-up values for what AWS would draw at random: equal input, equal value. */
import { createHash } from 'node:crypto';

const hash = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('/')).digest('hex');

/** An id in AWS's form, such as `rtbassoc-` and 17 characters. */
export const derivedId = (prefix: string, ...parts: readonly string[]): string =>
  `${prefix}-0${hash(prefix, ...parts).slice(0, 16)}`;

/** The 8 characters that end the first label of an endpoint's DNS names. */
export const derivedSuffix = (endpointId: string): string => hash('suffix', endpointId).slice(0, 8);

/** A hosted zone id, such as `Z` and 13 capital letters and digits. */
export const derivedZoneId = (...parts: readonly string[]): string =>
  `Z${BigInt(`0x1${hash(...parts)}`)
    .toString(36)
    .slice(-13)
    .toUpperCase()}`;

/** A locally administered MAC address. */
export const derivedMac = (interfaceId: string): string =>
  ['02', ...(hash(interfaceId).match(/../g) ?? []).slice(0, 5)].join(':');
