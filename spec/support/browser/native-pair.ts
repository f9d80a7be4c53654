import { firstValueFrom, mergeMap, type Observable, Subscription } from 'rxjs';
import { createPeerConnection } from '../../../lib/browser/peer-connection.js';
import type { DataChannel } from '../../../lib/ports/data-channel.js';
import type { PeerConnection } from '../../../lib/ports/peer-connection.js';

/** Two real peer connections that are told of each other's candidates. */
export interface NativePair {
  readonly caller: PeerConnection;
  readonly callee: PeerConnection;
  readonly end: () => void;
}

const forward = (from: PeerConnection, to: PeerConnection): Observable<unknown> =>
  from.candidate$.pipe(mergeMap((candidate) => to.addCandidate(candidate)));

export const nativePair = (): NativePair => {
  const [caller, callee] = [createPeerConnection({ iceServers: [] }), createPeerConnection({ iceServers: [] })];
  const life = new Subscription();
  for (const [from, to] of [
    [caller, callee],
    [callee, caller],
  ] as const) {
    life.add(forward(from, to).subscribe());
    life.add(() => {
      from.close();
    });
  }
  return {
    caller,
    callee,
    end: () => {
      life.unsubscribe();
    },
  };
};

/** Offer and answer, to the end. Each side knows the other's description before candidates of it can come. */
export const negotiatePair = async ({ caller, callee }: NativePair): Promise<void> => {
  const offer = await firstValueFrom(caller.createOffer());
  await firstValueFrom(callee.applyRemote(offer));
  await firstValueFrom(caller.applyLocal(offer));
  const answer = await firstValueFrom(callee.createAnswer());
  await firstValueFrom(caller.applyRemote(answer));
  await firstValueFrom(callee.applyLocal(answer));
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
