import { firstValueFrom, lastValueFrom, timer, toArray } from 'rxjs';
import { http } from '../../lib/browser/http.js';
import type { HttpRequest } from '../../lib/ports/environment.js';
import { useBench } from '../support/browser/bench.js';
import { closedUrl, peerServer, serverUrl } from '../support/browser/page.js';
import { until } from '../support/browser/wait.js';

const request = (url: string, answer: HttpRequest['answer'] = 'readable'): HttpRequest => ({
  url,
  referrerPolicy: 'strict-origin-when-cross-origin',
  answer,
});

const idUrl = serverUrl('http', `${peerServer.key}/id`);

describe('http', () => {
  useBench();

  it('answers with status and body, once', async () => {
    const answers = await lastValueFrom(http(request(idUrl)).pipe(toArray()));
    expect(answers).toEqual([{ status: 200, body: jasmine.stringMatching(/^[0-9a-f-]{36}$/) }]);
  });

  it('answers whatever the status is', async () => {
    expect((await firstValueFrom(http(request(serverUrl('http', 'nowhere'))))).status).toBe(404);
  });

  it('tells of an opaque answer that there is one', async () => {
    expect(await firstValueFrom(http(request(idUrl, 'opaque')))).toEqual({ status: 0, body: '' });
  });

  it('errors where nobody is there', async () => {
    for (const answer of ['readable', 'opaque'] as const) {
      await expectAsync(firstValueFrom(http(request(closedUrl('http'), answer)))).toBeRejectedWithError(TypeError);
    }
  });

  it('asks when it is subscribed to, never a cache, with the referrer policy it was given', async () => {
    const fetched = spyOn(window, 'fetch').and.callThrough();
    const answer$ = http({ ...request(idUrl), referrerPolicy: 'no-referrer' });
    expect(fetched).not.toHaveBeenCalled();
    await firstValueFrom(answer$);
    const [url, init] = fetched.calls.mostRecent().args;
    expect(url).toBe(idUrl);
    expect(init).toEqual(jasmine.objectContaining({ referrerPolicy: 'no-referrer', cache: 'no-store', mode: 'cors' }));
  });

  it('aborts when it is unsubscribed from', async () => {
    const fetched = spyOn(window, 'fetch').and.callThrough();
    const told: unknown[] = [];
    const asking = http(request(idUrl)).subscribe({
      next: (answer) => told.push(answer),
      error: (error: unknown) => told.push(error),
    });
    asking.unsubscribe();
    const { returnValue, args } = fetched.calls.mostRecent();
    expect(args[1]?.signal?.aborted).toBe(true);
    await expectAsync(returnValue).toBeRejected();
    expect(told).toEqual([]);
  });

  it('aborts also when the headers have come and the body has not', async () => {
    const body = { pulls: 0 };
    /** One byte, and then nothing, until it is aborted. */
    const stall = (signal: AbortSignal): ReadableStream =>
      new ReadableStream(
        {
          start: (controller) => {
            signal.addEventListener('abort', () => {
              controller.error(signal.reason);
            });
          },
          pull: (controller) => {
            body.pulls += 1;
            if (body.pulls === 1) controller.enqueue(Uint8Array.of(65));
          },
        },
        { highWaterMark: 0 }, // so that it is asked for bytes only where somebody reads
      );
    const fetched = spyOn(window, 'fetch').and.callFake((_, init) =>
      Promise.resolve(new Response(stall(init?.signal as AbortSignal))),
    );
    const told: unknown[] = [];
    const tell = (one: unknown): unknown => told.push(one);
    const asking = http(request(idUrl)).subscribe({ next: tell, error: tell, complete: () => tell('complete') });
    await until(() => body.pulls === 2);
    asking.unsubscribe();
    expect(fetched.calls.mostRecent().args[1]?.signal?.aborted).toBe(true);
    await firstValueFrom(timer(0));
    expect(told).toEqual([]);
  });
});
