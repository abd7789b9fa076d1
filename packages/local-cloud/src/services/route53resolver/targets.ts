/** Whom a rule forwards to, as callers give it. */
import { AwsError } from '../../wire/error.ts';
import { familyOf } from '../ec2/addresses.ts';
import { type Input, invalid, oneOf, optionalNumber, optionalText } from './input.ts';
import type { RuleType, Target } from './state.ts';

/** The quota (AWS-FACTS C.3). */
const MAX_TARGETS = 6;
const DNS_PORT = 53;
const PROTOCOLS: readonly Target['Protocol'][] = ['Do53', 'DoH', 'DoH-FIPS'];

const addressOf = (target: Input): { Ip: string } | { Ipv6: string } => {
  const [Ip, Ipv6] = [optionalText(target, 'Ip'), optionalText(target, 'Ipv6')];
  if ((Ip === undefined) === (Ipv6 === undefined)) {
    throw new AwsError('InvalidParameterException', 'Expected exactly one of Ip and Ipv6 in each of the TargetIps.');
  }
  const address = Ip ?? Ipv6 ?? '';
  if (familyOf(address) !== (Ip === undefined ? 6 : 4)) {
    throw new AwsError('InvalidParameterException', `The target IP address ${address} is not valid.`);
  }
  return Ip === undefined ? { Ipv6: address } : { Ip: address };
};

const targetOf = (target: Input): Target => {
  const Port = optionalNumber(target, 'Port') ?? DNS_PORT;
  if (Port < 0 || Port > 65_535) {
    throw invalid(Port, 'targetIps.port', 'Member must have value less than or equal to 65535');
  }
  const serverName = optionalText(target, 'ServerNameIndication');
  return {
    ...addressOf(target),
    Port,
    Protocol: oneOf(optionalText(target, 'Protocol') ?? 'Do53', PROTOCOLS, 'targetIps.protocol'),
    ...(serverName === undefined ? {} : { ServerNameIndication: serverName }),
  };
};

/**
 * The whole list of a rule's targets. Throws ValidationException for an empty one, LimitExceededException for more than six,
 * InvalidRequestException for a rule that is not FORWARD and for a target given twice (both guessed).
 */
export const targetsOf = (given: readonly Input[], type: RuleType): Target[] => {
  if (type !== 'FORWARD') {
    throw new AwsError('InvalidRequestException', `A Resolver rule of type ${type} cannot have target IP addresses.`);
  }
  if (given.length === 0) throw invalid('[]', 'targetIps', 'Member must have length greater than or equal to 1');
  if (given.length > MAX_TARGETS) {
    const message = `Expected at most ${MAX_TARGETS} target IP addresses of a Resolver rule, found ${given.length}.`;
    throw new AwsError('LimitExceededException', message);
  }
  const targets = given.map(targetOf);
  const keys = targets.map(({ Ip, Ipv6, Port }) => `${Ip ?? Ipv6}#${Port}`);
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  if (twice) throw new AwsError('InvalidRequestException', `The target ${twice} is given twice.`);
  return targets;
};
