/** The day that `npm start` plays: what people and AWS do, scene by scene. What follows is Waykeeper's doing. */
import { askByHand, MINUTE, type Scene } from './scene.ts';
import { consumersConnect, firstSweep, rejectedByMistake } from './scenes/connections.ts';
import { azAdded, azWithdrawn, deleteWildcard, endpointReplaced } from './scenes/dns.ts';
import { editFile, resolverMoves } from './scenes/forwarders.ts';
import { applianceReturns, applianceStops, misdirect, pointedBack } from './scenes/routes.ts';
import { guardTrips, zoneStuck } from './scenes/trouble.ts';

/** The whole day, and scenes that are played by name alone. Appliances named in `stopped` are down before fw-a fails. */
export const day = (stopped: readonly string[]): Scene[] => [
  firstSweep,
  consumersConnect,
  rejectedByMistake,
  azAdded,
  azWithdrawn,
  endpointReplaced,
  resolverMoves,
  ...stopped.map((name) => applianceStops(name)),
  applianceStops('fw-a', stopped),
  applianceReturns('fw-a'),
  changedByHand,
  askedByHand,
  pointedBack,
  guardTrips,
  zoneStuck,
];

const changedByHand: Scene = {
  name: 'changed-by-hand',
  needs: ['first-sweep'],
  title: 'Someone changes things by hand while no trail logs it: only the sweep can see that',
  act: async (cloud) => {
    cloud.account.trail = false;
    await deleteWildcard(cloud);
    await editFile(cloud);
    await misdirect(cloud);
    cloud.account.trail = true;
    // A path set that somebody split is brought together after the hold-down.
    await cloud.advance(10 * MINUTE);
  },
};

const askedByHand: Scene = {
  name: 'asked-by-hand',
  needs: ['changed-by-hand'],
  title: 'An operator asks by hand, in mode plan, what is left to do',
  act: (cloud) => askByHand(cloud, { mode: 'plan' }),
};
