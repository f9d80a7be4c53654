import { Observable } from 'rxjs';
import {
  type CompleteServerOptions,
  type DataConnection,
  type MediaConnection,
  openCall,
  openConnection,
  openPeer,
  Peer,
  PeerError,
  type PeerErrorType,
  type PeerOptions,
  type PeerStatus,
} from '../lib/index.js';
import { FakeEnvironment } from './support/fake-environment.js';

// Expectations that the compiler checks (`tsc -p tsconfig.spec.json`). Each test also runs, with what the types promise.

/** Compiles only where both are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(is: Same<A, B>): boolean => is;
/** Compiles only where the value is of this type, exactly. */
const exactly =
  <Expected>() =>
  <Actual>(value: Same<Expected, Actual> extends true ? Actual : never): Actual =>
    value;

interface Question {
  readonly ask: string;
}
interface Answer {
  readonly say: string;
}

const withPeer = (test: (peer: Peer) => void): void => {
  const peer = new Peer('alice', { environment: new FakeEnvironment() });
  test(peer);
  peer.destroy();
};

describe('The types', () => {
  it('of events: a listener gets what its event brings', () => {
    withPeer((peer) => {
      peer.on('open', (id) => exactly<string>()(id));
      peer.on('connection', (connection) => exactly<DataConnection>()(connection));
      peer.on('call', (call) => exactly<MediaConnection>()(call));
      peer.on('error', (error) => exactly<PeerErrorType>()(error.type));
      peer.on('disconnected', (id) => exactly<string | undefined>()(id));
      // As applications on PeerJS have them.
      peer.on('disconnected', (id: string) => id);
      const list = (): unknown => peer.listAllPeers((ids: string[]) => ids.sort());
      expect(list).toBeInstanceOf(Function); // not to be run
      peer.once('close', () => undefined).off('close');
      const misuse = (): void => {
        // @ts-expect-error there is no such event
        peer.on('opened', () => undefined);
        // @ts-expect-error an id is no number
        peer.on('open', (id: number) => id);
        // @ts-expect-error a listener is a function
        peer.once('close', 'no function');
      };
      expect(misuse).toBeInstanceOf(Function); // not to be run
      expect(peer.eventNames()).toEqual(expect.arrayContaining(['open', 'connection', 'call', 'error']));
    });
  });

  it('of streams: event x is the stream x$, of the same', () => {
    expect([
      same<Peer['open$'], Observable<string>>(true),
      same<Peer['connection$'], Observable<DataConnection>>(true),
      same<Peer['call$'], Observable<MediaConnection>>(true),
      same<Peer['disconnected$'], Observable<string | undefined>>(true),
      same<Peer['close$'], Observable<void>>(true),
      same<Peer['error$'], Observable<PeerError<PeerErrorType | 'early-buffer-full'>>>(true),
      same<Peer['status$'], Observable<PeerStatus>>(true),
      same<MediaConnection['stream$'], Observable<MediaStream>>(true),
      same<DataConnection['bufferSize$'], Observable<number>>(true),
      same<DataConnection['iceState$'], Observable<RTCIceConnectionState>>(true),
    ]).not.toContain(false);
  });

  it('of data: what comes in and what goes out', () => {
    withPeer((peer) => {
      const connection = peer.connect<Answer, Question>('bob');
      exactly<DataConnection<Answer, Question>>()(connection);
      connection.data$.subscribe((data) => exactly<Answer>()(data));
      connection.on('data', (data) => exactly<Answer>()(data));
      connection.send({ ask: 'who?' });
      // @ts-expect-error an answer is no question
      connection.send({ say: 'me' });
      // @ts-expect-error data is an answer
      connection.on('data', (data: Question) => data);
      const loose = peer.connect('bob');
      loose.send('anything');
      loose.data$.subscribe((data) => exactly<unknown>()(data));
      expect([connection.type, loose.type]).toEqual(['data', 'data']);
    });
  });

  it('of operators: what they emit', () => {
    withPeer((peer) => {
      const opened$ = openConnection<Answer, Question>(peer, 'bob', { timeout: 1, label: 'x' });
      const [streams$, peers$] = [openCall(peer, 'bob'), openPeer('alice')];
      for (const stream$ of [
        exactly<Observable<DataConnection<Answer, Question>>>()(opened$),
        exactly<Observable<MediaStream>>()(streams$),
        exactly<Observable<Peer>>()(peers$),
      ])
        expect(stream$).toBeInstanceOf(Observable);
    });
    // @ts-expect-error a connection is opened by a Peer
    const misuse = (): unknown => openConnection('alice', 'bob');
    expect(misuse).toBeInstanceOf(Function); // not to be run
  });

  it('of errors: a closed set, by which they are told apart', () => {
    const error = new PeerError('network', 'gone');
    exactly<PeerError<'network'>>()(error);
    const any: PeerError = error;
    const seen: string[] = [];
    switch (any.type) {
      case 'network':
        exactly<'network'>()(any.type);
        seen.push(any.message);
        break;
      // @ts-expect-error no error has this type
      case 'nonsense':
        break;
    }
    // @ts-expect-error no error has this type
    new PeerError('nonsense', 'no');
    const types: PeerErrorType[] = ['network', 'webrtc'];
    // @ts-expect-error that one concerns connections, not Peers
    types.push('not-open-yet');
    expect(seen).toEqual(['gone']);
  });

  it('of a Peer: what it is made of, and what cannot be changed', () => {
    withPeer((peer) => {
      exactly<string | undefined>()(peer.id);
      exactly<CompleteServerOptions>()(peer.options);
      same<(typeof peer.connections)[string], (DataConnection | MediaConnection)[]>(true);
      const either = peer.getConnection('bob', 'x');
      if (either?.type === 'data') exactly<DataConnection>()(either);
      if (either?.type === 'media') exactly<MediaConnection>()(either);
      // @ts-expect-error the id is the server's to change
      const change = (): unknown => (peer.id = 'other');
      expect(change).toThrow(TypeError);
    });
    const options: PeerOptions = { debug: 3, secure: true };
    // @ts-expect-error a port is a number
    const wrong: PeerOptions = { port: '9000' };
    expect([options.debug, typeof wrong.port]).toEqual([3, 'string']);
  });
});
