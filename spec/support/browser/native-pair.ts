import { firstValueFrom, mergeMap, ReplaySubject, Subscription } from 'rxjs';
import { createPeerConnection } from '../../../lib/browser/peer-connection.js';
import type { DataChannel } from '../../../lib/ports/data-channel.js';
import type { Candidate, PeerConnection } from '../../../lib/ports/peer-connection.js';

/** Two real peer connections, and the candidates that they find. */
export interface NativePair {
  readonly caller: PeerConnection;
  readonly callee: PeerConnection;
  readonly life: Subscription;
  readonly end: () => void;
}

export const nativePair = (): NativePair => {
  const [caller, callee] = [createPeerConnection({ iceServers: [] }), createPeerConnection({ iceServers: [] })];
  const life = new Subscription(() => {
    caller.close();
    callee.close();
  });
  return {
    caller,
    callee,
    life,
    end: () => {
      life.unsubscribe();
    },
  };
};

/** Offer and answer, to the end; the callee is told of the caller's candidates, and finds the caller by them. */
export const negotiatePair = async ({ caller, callee, life }: NativePair): Promise<void> => {
  const found$ = new ReplaySubject<Candidate>();
  life.add(caller.candidate$.subscribe(found$));
  const offer = await firstValueFrom(caller.describe('offer'));
  await firstValueFrom(callee.applyRemote(offer));
  life.add(found$.pipe(mergeMap((candidate) => callee.addCandidate(candidate))).subscribe());
  await firstValueFrom(caller.applyRemote(await firstValueFrom(callee.describe('answer'))));
};

/** The two ends of one channel, about to open. */
export const channelPair = async (
  init: { readonly ordered: boolean } = { ordered: true },
): Promise<{ readonly here: DataChannel; readonly there: DataChannel; readonly end: () => void }> => {
  const pair = nativePair();
  const here = pair.caller.createChannel('pair', init);
  const there = firstValueFrom(pair.callee.channel$);
  await negotiatePair(pair);
  return { here, there: await there, end: pair.end };
};
