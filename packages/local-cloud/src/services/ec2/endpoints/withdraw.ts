/** Zonal shift: AWS leaves an impaired Availability Zone out of an endpoint's Regional name, and takes it back later. */
import type { Account } from '../../../account.ts';
import type { Endpoint } from '../state.ts';

const endpointIn = ({ ec2 }: Account, id: string): Endpoint => {
  const endpoint = ec2.endpoints[id];
  if (!endpoint) throw new TypeError(`There is no endpoint ${id}.`);
  return endpoint;
};

/** From now on the endpoint's Regional name answers without its address in the AZ, named such as `eu-west-2a`. */
export const withdrawAz = (account: Account, endpointId: string, az: string): void => {
  const endpoint = endpointIn(account, endpointId);
  endpoint.withdrawnAzs = [...new Set([...(endpoint.withdrawnAzs ?? []), az])];
};

/** Takes the AZ back. */
export const restoreAz = (account: Account, endpointId: string, az: string): void => {
  const endpoint = endpointIn(account, endpointId);
  endpoint.withdrawnAzs = (endpoint.withdrawnAzs ?? []).filter((one) => one !== az);
};
