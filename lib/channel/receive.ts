import { type Observable, takeUntil } from 'rxjs';
import type { DataChannel, IncomingFrame } from '../ports/data-channel.js';

/**
 * What arrives at a channel until it closes. Subscribe in the turn in which the channel is made or handed over: what comes
 * before is lost, and the other side may send as soon as it is open.
 */
export const receive = (channel: DataChannel): Observable<IncomingFrame> =>
  channel.message$.pipe(takeUntil(channel.closed$));
