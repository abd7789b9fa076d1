/** What is found by a look that a person asks for with own credentials, and no sweep takes. Pure. */
import { type Codes, wordsOf } from '../core/codes.ts';

/** Of endpoints and services that no rule of the config need be about. */
export const INSPECTION_CODES = {
  ENDPOINT_SHUT: {
    standing: 'left',
    severity: 'error',
    text: 'by hand: no security group of the interface endpoint lets anybody in on its port',
    remedy: "let the clients' ranges into one of its groups",
    command: 'aws ec2 authorize-security-group-ingress --group-id <sg-…> --protocol tcp --port 443 --cidr <range>',
  },
  VPC_SHUT_OUT: {
    standing: 'left',
    severity: 'warning',
    text: "by hand: the security groups of the interface endpoint let in nobody of the endpoint's own VPC",
    remedy: "let the VPC's ranges into one of its groups, unless only others use it",
  },
  ON_PREMISES_SHUT_OUT: {
    standing: 'left',
    severity: 'warning',
    text: 'by hand: the security groups of the interface endpoint let in nobody of a range of `onPremises`',
    remedy: 'let the range into one of its groups, unless nobody there uses the service',
  },
  SERVICE_OPEN: {
    standing: 'left',
    severity: 'warning',
    text: 'by hand: any AWS account connects to the endpoint service: `*` is allowed, and no acceptance is required',
    remedy: 'require acceptance, or allow principals by name',
    command: 'aws ec2 modify-vpc-endpoint-service-configuration --service-id {key} --acceptance-required',
  },
  POLICY_SHUTS_OUT: {
    standing: 'left',
    severity: 'warning',
    text: "by hand: the policy of a bucket or an endpoint denies whoever does not come by endpoints (`aws:SourceVpce`) none of which is among this account's in this Region: nobody gets in, unless one is of another account or Region",
    remedy:
      'name endpoints that are there (aws s3api put-bucket-policy, or aws ec2 modify-vpc-endpoint --policy-document)',
  },
  POLICY_ENDPOINT_GONE: {
    standing: 'left',
    severity: 'warning',
    text: 'by hand: the policy of a bucket or an endpoint names an endpoint (`aws:SourceVpce`) which is gone: the config names it, or one of its records leads to it',
    remedy:
      'name the endpoint that is there now (aws s3api put-bucket-policy, or aws ec2 modify-vpc-endpoint --policy-document)',
  },
  POLICY_ENDPOINT_UNKNOWN: {
    standing: 'left',
    severity: 'info',
    text: "by hand: the policy of a bucket or an endpoint names an endpoint (`aws:SourceVpce`) that is not among this account's in this Region: it is gone, or of another account or Region",
    remedy:
      'if it is gone, take it out of the policy (aws s3api put-bucket-policy, or aws ec2 modify-vpc-endpoint --policy-document)',
  },
} as const satisfies Codes;

export const { reason, finding, rowOf } = wordsOf(INSPECTION_CODES);
