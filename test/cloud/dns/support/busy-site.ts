/** A site whose calls pass through a server that may refuse them. */
import { type BusyFront, startBusyFront } from './busy-front.ts';
import { startSite } from './site.ts';

/** Starts both; `stop` ends both. */
export const startBusySite = async () => {
  const fronts: BusyFront[] = [];
  const site = await startSite(async (url) => {
    const front = await startBusyFront(url);
    fronts.push(front);
    return front.url;
  });
  const [front] = fronts;
  if (!front) throw new Error('the site was started without its front');
  const stop = async (): Promise<void> => {
    await front.stop();
    await site.stop();
  };
  return { site, front, stop };
};
