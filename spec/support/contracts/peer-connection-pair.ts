import { concatMap, filter, firstValueFrom, ReplaySubject, Subscription } from 'rxjs';
import type { DataChannel } from '../../../lib/ports/data-channel.js';
import type { Candidate, PeerConnection } from '../../../lib/ports/peer-connection.js';

/** Two that can find each other. */
export interface Pair {
  readonly here: PeerConnection;
  readonly there: PeerConnection;
}

/** Runs a test with two connections, and lets go of them whatever comes of it. */
export const pairsOf =
  (create: () => PeerConnection) => (test: (pair: Pair) => Promise<void>) => async (): Promise<void> => {
    const pair = { here: create(), there: create() };
    try {
      await test(pair);
    } finally {
      pair.here.close();
      pair.there.close();
    }
  };

/** Negotiates, as the library does: candidates of either end wait until its description is applied at the other. */
export const negotiate = async ({ here, there }: Pair): Promise<Subscription> => {
  const work = new Subscription();
  const gathered = ({ candidate$ }: PeerConnection): ReplaySubject<Candidate> => {
    const kept$ = new ReplaySubject<Candidate>();
    work.add(candidate$.subscribe(kept$));
    return kept$;
  };
  const [ofHere$, ofThere$] = [gathered(here), gathered(there)];
  await firstValueFrom(there.applyRemote(await firstValueFrom(here.describe('offer'))));
  await firstValueFrom(here.applyRemote(await firstValueFrom(there.describe('answer'))));
  work.add(ofHere$.pipe(concatMap((candidate) => there.addCandidate(candidate))).subscribe());
  work.add(ofThere$.pipe(concatMap((candidate) => here.addCandidate(candidate))).subscribe());
  return work;
};

export const connected = ({ state$ }: PeerConnection): Promise<RTCPeerConnectionState> =>
  firstValueFrom(state$.pipe(filter((state) => state === 'connected')));

export const opened = ({ opened$ }: DataChannel): Promise<void> => firstValueFrom(opened$);
