/** Tags of route tables. */
import { CreateTagsCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import { write } from '../clients.ts';
import { ec2 } from './client.ts';

/** One tag on all of these resources, at most 1,000, or on none. */
export const tagAll = async (ids: readonly string[], key: string, value: string): Promise<void> => {
  await write(ec2.send(new CreateTagsCommand({ Resources: [...ids], Tags: [{ Key: key, Value: value }] })));
};

/** Takes a tag off all of these resources, whatever its value is. */
export const untagAll = async (ids: readonly string[], key: string): Promise<void> => {
  await write(ec2.send(new DeleteTagsCommand({ Resources: [...ids], Tags: [{ Key: key }] })));
};
