/** A hosts file. Pure. */
import type { AnswerContent } from '../types.ts';
import { onlyAddresses } from './printable.ts';

/** One line for each name and address. It knows neither names below a name nor a TTL. */
export const hostsAnswers = ({ domains, data }: AnswerContent): string =>
  domains.flatMap((domain) => onlyAddresses(data, 'a hosts file').map((address) => `${address} ${domain}\n`)).join('');
