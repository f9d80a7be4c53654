import { defer, type MonoTypeOperatorFunction } from 'rxjs';
import { emitEach } from '../core/operators/emit-each.js';
import type { IncomingFrame } from '../ports/data-channel.js';
import { ReportCount } from './report-count.js';

/**
 * Tells whoever sends frames how much has come, each time that it is 16 KiB more: before a frame is passed on, so that what is
 * done with it does not count as the way's delay.
 */
export const tellReceived =
  (tell: (received: number) => void): MonoTypeOperatorFunction<IncomingFrame> =>
  (frame$) =>
    defer(() => {
      const count = new ReportCount();
      return frame$.pipe(
        emitEach<IncomingFrame, IncomingFrame>((frame, emit) => {
          if (count.add(frame)) tell(count.total);
          emit(frame);
        }),
      );
    });
