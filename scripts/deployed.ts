/** The template of the stack as it is deployed. */
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { errorCode, errorMessage } from '../lib/aws/errors.ts';
import type { Resources } from '../resources/types.ts';

/** What is there, that nothing is, or why that cannot be known. */
export type Deployed =
  | { readonly is: 'there'; readonly resources: Resources }
  | { readonly is: 'absent' }
  | { readonly is: 'unreadable'; readonly why: string };

/** CloudFormation says ValidationError for a stack that is not there ("Common errors", CloudFormation API reference). */
export const readDeployed = async (stack: string): Promise<Deployed> => {
  const client = new CloudFormationClient({ maxAttempts: 3 });
  try {
    const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName: stack }));
    const { Resources = {} } = JSON.parse(TemplateBody) as { readonly Resources?: Resources };
    return { is: 'there', resources: Resources };
  } catch (error) {
    if (errorCode(error) === 'ValidationError' && /does not exist/.test(errorMessage(error))) return { is: 'absent' };
    return { is: 'unreadable', why: `${errorMessage(error)} [${errorCode(error)}]` };
  } finally {
    client.destroy();
  }
};
