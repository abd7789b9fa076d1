/** Flows there and back: what they pass, and whether it is the same. */
import type { TransitAttachment } from '../services/ec2/attachment-state.ts';
import type { Network } from './tables.ts';
import { type Entrance, type Trace, trace } from './trace.ts';

/** One host and another, or one outside that is reached by a gateway, or beyond an attachment by which its answers enter in a subnet. */
export interface Flow {
  readonly host: { readonly subnet: string; readonly address: string };
  readonly peer:
    | { readonly subnet: string; readonly address: string }
    | { readonly gateway: string; readonly address: string }
    | { readonly attachment: string; readonly enters: string; readonly address: string };
}

/** What a flow passes there and back, between two points at which its addresses stay the same. */
interface Leg {
  readonly there: readonly string[];
  readonly back: readonly string[];
}

/**
 * Follows a packet of a flow from its host to the peer, and the answer back; nothing where one of the two does not arrive. What a
 * NAT gateway translated comes back to that gateway first: before it and behind it the addresses differ, and so do the legs.
 */
export const roundTrip = (network: Network, { host, peer }: Flow): readonly Leg[] | undefined => {
  const there = trace(network, { subnet: host.subnet }, peer.address);
  if (!isThere(network, there, peer)) return undefined;
  const entrance = entranceOf(network, host.subnet, peer);
  const { translated } = there;
  if (!translated) {
    const back = trace(network, entrance, host.address);
    return isAt(back, host.subnet) ? [{ there: there.passed, back: back.passed }] : undefined;
  }
  const nat = network.natGateways[translated.by];
  const own = network.networkInterfaces[nat?.interfaceId ?? '']?.privateIp;
  if (!nat || own === undefined) return undefined;
  const outer = trace(network, entrance, own);
  const inner = trace(network, { subnet: nat.subnetId }, host.address);
  if (!isAt(outer, nat.subnetId) || !isAt(inner, host.subnet)) return undefined;
  return [
    { there: there.passed.slice(0, translated.after), back: inner.passed },
    { there: there.passed.slice(translated.after), back: outer.passed },
  ];
};

const isThere = (network: Network, there: Trace, peer: Flow['peer']): boolean => {
  if ('subnet' in peer) return isAt(there, peer.subnet);
  return there.end === 'left' && ('gateway' in peer || there.at === attachmentOf(network, peer.attachment)?.target);
};

const entranceOf = ({ subnets }: Network, host: string, peer: Flow['peer']): Entrance => {
  if ('gateway' in peer) return { gateway: peer.gateway, vpc: subnets[host]?.vpcId ?? '' };
  return { subnet: 'subnet' in peer ? peer.subnet : peer.enters };
};

const isAt = ({ end, at }: Trace, subnet: string): boolean => end === 'delivered' && at === subnet;

/** An attachment of a transit gateway or of a core network, and what routes to it lead to. */
const attachmentOf = (
  { transitGatewayAttachments, coreNetworkAttachments }: Network,
  id: string,
): (TransitAttachment & { readonly target: string }) | undefined => {
  const [transit, core] = [transitGatewayAttachments[id], coreNetworkAttachments[id]];
  if (transit) return { ...transit, target: transit.transitGatewayId };
  return core && { ...core, target: core.coreNetworkArn };
};

/**
 * Every way there and back of a flow between two hosts beyond an attachment, which the VPC only inspects. In appliance mode both
 * directions enter in the same Availability Zone, and otherwise each in that of its sender (transit gateway guide, "Appliance
 * mode"). Ways that do not lead back to the attachment are left out.
 */
export const transits = (network: Network, id: string, [from, to]: readonly [string, string]): readonly Leg[] => {
  const attachment = attachmentOf(network, id);
  if (!attachment) return [];
  const { subnetIds, applianceMode, target } = attachment;
  const through = (subnet: string, address: string): readonly Trace[] =>
    [trace(network, { subnet }, address)].filter(({ end, at }) => end === 'left' && at === target);
  return subnetIds.flatMap((first) =>
    (applianceMode ? [first] : subnetIds).flatMap((second) =>
      through(first, to).flatMap((there) =>
        through(second, from).map((back) => ({ there: there.passed, back: back.passed })),
      ),
    ),
  );
};

/** Is there something in both directions, so that it is the same or not? Who stands in one alone has to translate addresses. */
export const isJudged = ({ there, back }: Leg): boolean => there.length > 0 && back.length > 0;

/** Does a flow pass the same appliances both ways? */
export const isSymmetric = (legs: readonly Leg[]): boolean =>
  legs.filter(isJudged).every(({ there, back }) => [...there].sort().join() === [...back].sort().join());
