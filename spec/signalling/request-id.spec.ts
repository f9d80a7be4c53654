import { EMPTY, NEVER, of } from 'rxjs';
import { PeerError, sslUnavailable } from '../../lib/core/errors.js';
import type { ServerOptions } from '../../lib/core/options.js';
import type { HttpResponse } from '../../lib/ports/environment.js';
import { requestId } from '../../lib/signalling/request-id.js';
import { captures } from '../support/captures.js';
import { answered, FakeHttp, unreachable } from '../support/fake-http.js';
import { marbles } from '../support/marbles.js';
import { serverOptions } from '../support/server-options.js';

const setup = (fake: FakeHttp, options: ServerOptions = {}) => ({
  options: serverOptions(options),
  environment: { http: fake.http, randomBytes: (count: number) => new Uint8Array(count).fill(7) },
});

const errorOf = (fake: FakeHttp, options: ServerOptions = {}): PeerError => {
  const errors: unknown[] = [];
  requestId(setup(fake, options)).subscribe({ error: (error) => errors.push(error) });
  expect(errors).toEqual([expect.any(PeerError)]);
  return errors[0] as PeerError;
};

describe('requestId', () => {
  it('asks the server as PeerJS does, and takes its answer', () => {
    const body = captures.find(({ kind }) => kind === 'http')?.body ?? '';
    const fake = new FakeHttp(() => answered(`${body}\n`));
    const heard: unknown[] = [];
    requestId(setup(fake)).subscribe({ next: (id) => heard.push(id), complete: () => heard.push('complete') });
    expect(heard).toEqual(['0eb50a6e-56f5-4f59-8d5d-fe27bed62334', 'complete']);
    expect(fake.requests).toEqual([
      {
        url: 'http://localhost:9000/peerjs/id?ts=77777777&version=1.5.5',
        referrerPolicy: 'strict-origin-when-cross-origin',
        answer: 'readable',
      },
    ]);
  });

  it('asks nothing before it is subscribed to, and once for each subscriber', () => {
    const fake = new FakeHttp(() => answered('id'));
    const id$ = requestId(setup(fake));
    expect(fake.requests).toHaveLength(0);
    id$.subscribe();
    id$.subscribe();
    expect(fake.requests).toHaveLength(2);
  });

  it(
    'takes the first answer, and gives the request up when unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer$ = cold('---a-b-|', { a: { status: 200, body: 'a' }, b: { status: 200, body: 'b' } });
      expectObservable(requestId(setup(new FakeHttp(() => answer$)))).toBe('---(a|)');
      expectSubscriptions(answer$.subscriptions).toBe('^--!');
      const never$ = cold<HttpResponse>('-');
      expectObservable(requestId(setup(new FakeHttp(() => never$))), '^--!').toBe('');
      expectSubscriptions(never$.subscriptions).toBe('^--!');
    }),
  );

  it.each(['-V1StGXR8_Z5', '_abc_', 'user@host', 'a.b', 'room:1'])(
    'takes an id of a server of its own kind: %s',
    (id) => {
      const heard: unknown[] = [];
      requestId(setup(new FakeHttp(() => answered(id)))).subscribe((assigned) => heard.push(assigned));
      expect(heard).toEqual([id]);
    },
  );

  it.each([
    ['says 404', answered('Not found', 404), 'the status is 404'],
    ['says 500', answered('id', 500), 'the status is 500'],
    ['says 0', answered('', 0), 'the status is 0'],
    ['says nothing', answered(''), 'the answer is no id'],
    ['sends a page', answered('<!doctype html><title>Hello</title>'), 'the answer is no id'],
    ['says what is wrong', answered('No such path. Sorry.'), 'the answer is no id'],
    ['sends JSON', answered('{"id":"a"}'), 'the answer is no id'],
    ['never answers for good', EMPTY, 'there was no answer'],
  ])('fails where the server %s', (_name, answer$, reason) => {
    const error = errorOf(new FakeHttp(() => answer$));
    expect(error.type).toBe('server-error');
    expect(error.message).toContain(reason);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('keeps the cause where nobody is there', () => {
    const error = errorOf(new FakeHttp(unreachable));
    expect(error.type).toBe('server-error');
    expect(error.message).toBe(
      'Could not get an ID from the server: Failed to fetch. If your PeerServer runs under a `path`, pass that same path when creating a new Peer.',
    );
    expect(error.cause).toEqual(new TypeError('Failed to fetch'));
  });

  it('keeps the cause where the port throws', () => {
    const fake = new FakeHttp(() => {
      throw new Error('no network here');
    });
    expect(errorOf(fake)).toMatchObject({ type: 'server-error', cause: new Error('no network here') });
  });

  it.each([
    ['a path is given', { path: '/myapp' }],
    ['it is the cloud', { host: '0.peerjs.com' }],
  ])('leaves the hint about paths out where %s', (_name, options) => {
    expect(errorOf(new FakeHttp(unreachable), options).message).toBe(
      'Could not get an ID from the server: Failed to fetch.',
    );
  });

  it('fails as told where nobody is there', () => {
    const explained: unknown[] = [];
    requestId(setup(new FakeHttp(unreachable)), () => of(sslUnavailable('h', 1))).subscribe({
      error: (error: PeerError) => explained.push(error.type),
    });
    expect(explained).toEqual(['ssl-unavailable']);
  });

  it('asks nobody for an explanation where the server has answered', () => {
    const explain = jest.fn(() => NEVER);
    const failed: unknown[] = [];
    requestId(setup(new FakeHttp(() => answered('', 404))), explain).subscribe({
      error: (error: PeerError) => failed.push(error.type),
    });
    expect(failed).toEqual(['server-error']);
    expect(explain).not.toHaveBeenCalled();
  });

  it(
    'waits for the explanation, and stops asking when unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failing = new FakeHttp(() => unreachable());
      const explanation$ = cold<PeerError<'ssl-unavailable'>>('---e', { e: sslUnavailable('h', 1) });
      const id$ = requestId(setup(failing), () => explanation$);
      expectObservable(id$).toBe('---#', undefined, sslUnavailable('h', 1));
      expectObservable(id$, '^-!').toBe('');
      expectSubscriptions(explanation$.subscriptions).toBe(['^--!', '^-!']);
    }),
  );
});
