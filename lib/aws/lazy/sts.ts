/** The STS client, in a file of its own: see docs/architecture.md. */
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { clientDefaults } from '../clients.ts';

const sts = new STSClient(clientDefaults);

export const callAssumeRole = (input: AssumeRoleCommandInput) => sts.send(new AssumeRoleCommand(input));
