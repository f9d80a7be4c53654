import { type Observable, Subject } from 'rxjs';
import { Peer } from 'rxpeer';
import { HIGH_WATER_MARK, LOW_WATER_MARK } from '../../lib/core/constants.js';
import { fakeStream } from '../support/fake-peer-connection.js';
import { type Expectation, under } from './expectation.js';
import { RECOVERY } from './recovery-expectations.js';
import type { Stage } from './run-example.js';

/** Gives an example time to talk. */
const listen = ({ pass }: Stage<never>): void => {
  pass(100);
};

const greets = "alice says { hello: 'bob' }";

interface Calls {
  readonly callBob: (alice: Peer, camera: MediaStream, video: HTMLVideoElement) => void;
  readonly takeCalls: (bob: Peer, camera: MediaStream) => void;
}

const callAndHangUp = ({ exports, pass, print, environment }: Stage<Calls>): void => {
  const [alice, bob] = [new Peer('alice', { environment }), new Peer('bob', { environment })];
  const video = { srcObject: null } as unknown as HTMLVideoElement;
  const show = (): void => {
    print('alice sees', (video.srcObject as MediaStream | null)?.id ?? 'nothing');
  };
  exports.takeCalls(bob, fakeStream('the camera of bob', 'audio', 'video'));
  exports.callBob(alice, fakeStream('the camera of alice', 'audio', 'video'), video);
  bob.call$.subscribe((call) => {
    print('bob is called for', call.metadata);
    call.stream$.subscribe(({ id }) => {
      print('bob sees', id);
    });
  });
  show();
  pass(100);
  show();
  bob.destroy();
  pass(100);
  show();
};

const transfer = (stage: Stage<never>): void => {
  stage.pass(1_000);
  stage.print(stage.environment.held.peerConnections, 'connections are left');
};

const breakAndComeBack = ({ pass, print, environment, server }: Stage<never>): void => {
  pass(100);
  environment.peerConnection.setState('failed');
  print('the connection breaks');
  pass(900);
  print('nothing yet');
  pass(300);
  pass(4_000);
  print(server.ids, environment.held.peerConnections);
};

interface Chat {
  readonly ChatService: new () => {
    readonly id$: Observable<string>;
    readonly messages$: Observable<readonly string[]>;
    readonly ngOnDestroy: () => void;
  };
}

const chat = ({ exports, pass, print, environment, server }: Stage<Chat>): void => {
  const service = new exports.ChatService();
  service.messages$.subscribe((messages) => {
    print(messages);
  });
  service.id$.subscribe((id) => {
    for (const name of ['alice', 'bob']) {
      const connection = new Peer(name, { environment }).connect(id);
      connection.open$.subscribe(() => {
        connection.send(`I am ${name}`);
      });
    }
  });
  pass(100);
  print(server.ids);
  service.ngOnDestroy();
  pass(100);
  print(server.ids);
};

/** As much of a File as a stream of its pieces, read without promises, which virtual time does not run. */
const fakeFile = (...pieces: readonly Uint8Array[]): File => {
  const left = [...pieces];
  const read = (): unknown => ({
    then: (resolve: (result: unknown) => void) => {
      resolve({ done: left.length === 0, value: left.shift() });
      return { then: () => undefined };
    },
  });
  return {
    name: 'holiday.jpg',
    size: pieces.reduce((sum, { length }) => sum + length, 0),
    stream: () => ({ getReader: () => ({ read, cancel: () => undefined }) }),
  } as unknown as File;
};

type SendFile = (alice: Peer, file: File) => void;

const upload = ({ exports, pass, print, environment }: Stage<{ readonly sendFile: SendFile }>): void => {
  const bob = new Peer('bob', { environment });
  bob.connection$.subscribe(({ metadata, data$ }) => {
    print('bob gets', metadata);
    data$.subscribe((piece) => {
      print('bob has', (piece as ArrayBuffer).byteLength, 'more');
    });
  });
  const file = fakeFile(new Uint8Array(2_000_000), new Uint8Array(30_000), new Uint8Array(5));
  exports.sendFile(new Peer('alice', { environment }), file);
  pass(100);
  print(environment.held.peerConnections, 'connections are left');
};

/** As much of an RTCDataChannel as RxPeer asks of one. */
class NativeChannel extends EventTarget {
  readyState = 'connecting';
  bufferedAmount = 0;
  /** What is sent goes there at once. */
  other: NativeChannel | undefined;

  open(): void {
    this.readyState = 'open';
    this.dispatchEvent(new Event('open'));
  }

  send(frame: string | ArrayBuffer | Uint8Array): void {
    const data = ArrayBuffer.isView(frame) ? frame.slice().buffer : frame;
    this.other?.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  close(): void {
    this.readyState = 'closed';
    this.dispatchEvent(new Event('close'));
  }
}

const nativePair = (): [NativeChannel, NativeChannel] => {
  const [here, there] = [new NativeChannel(), new NativeChannel()];
  here.other = there;
  there.other = here;
  return [here, there];
};

/** What an example does with one. */
type OnChannel<Rest extends readonly unknown[] = [], Result = void> = (native: NativeChannel, ...rest: Rest) => Result;

type Exchange = OnChannel<[Observable<unknown>], Observable<unknown>>;

const exchange = ({ exports, print }: Stage<{ readonly exchange: Exchange }>): void => {
  const [here, there] = nativePair();
  const [fromAlice$, fromBob$] = [new Subject<unknown>(), new Subject<unknown>()];
  const hears = (name: string) => (value: unknown) => {
    print(name, 'hears', typeof value === 'string' ? `${String(value.length)} characters` : value);
  };
  exports.exchange(here, fromAlice$).subscribe(hears('alice'));
  exports.exchange(there, fromBob$).subscribe(hears('bob'));
  here.open();
  there.open();
  fromAlice$.next({ hello: 'bob' });
  fromBob$.next([1, 2]);
  fromAlice$.next('x'.repeat(100_000)); // which takes chunks
};

const echo = ({ exports, print }: Stage<{ readonly echo: OnChannel }>): void => {
  const [here, there] = nativePair();
  here.addEventListener('message', (event) => {
    print((event as MessageEvent).data);
  });
  exports.echo(there);
  there.open();
  here.send('hello');
};

const record = ({ exports, print }: Stage<{ readonly record: OnChannel }>): void => {
  const [here, there] = nativePair();
  exports.record(there);
  for (const text of ['one', 'two']) here.send(text);
  print('it closes');
  there.close();
};

const sendAll = ({ exports, print }: Stage<{ readonly sendAll: OnChannel<[readonly string[]]> }>): void => {
  const [here, there] = nativePair();
  here.open();
  there.addEventListener('message', (event) => {
    print('arrives:', (event as MessageEvent).data);
  });
  here.bufferedAmount = HIGH_WATER_MARK + 1;
  exports.sendAll(here, ['one', 'two']);
  here.bufferedAmount = LOW_WATER_MARK;
  here.dispatchEvent(new Event('bufferedamountlow'));
};

/** Every example. The Chinese README has the same. */
export const EXPECTATIONS: readonly Expectation[] = [
  ...under('Two ways to say the same', [listen, greets], [listen, greets]),
  ...under('A call', [
    callAndHangUp,
    'alice sees nothing',
    'bob is called for { room: 7 }',
    'bob sees the camera of alice',
    'alice sees the camera of bob',
    'alice sees nothing',
  ]),
  ...under('A file with its end', [transfer, 'received 5000000 bytes', '0 connections are left']),
  ...under('Resources: `openPeer`, `openConnection`, `openCall`', [
    breakAndComeBack,
    'bob hears here I am',
    'the connection breaks',
    'nothing yet',
    'bob hears here I am',
    "[ 'bob' ] 0",
  ]),
  ...under('In an Angular service', [
    chat,
    "[ 'alice: I am alice' ]",
    "[ 'alice: I am alice', 'bob: I am bob' ]",
    "[ 'assigned-1', 'alice', 'bob' ]",
    "[ 'alice', 'bob' ]",
  ]),
  ...under(
    'As fast as the channel takes it: `sendTo`',
    [transfer, '1000 messages, 5616 bytes', 'the last one is { n: 999 }', '0 connections are left'],
    [
      upload,
      "bob gets { name: 'holiday.jpg', size: 2030005 }",
      '1 pieces are gone',
      '2 pieces are gone',
      'bob has 2000000 more',
      '3 pieces are gone',
      'bob has 30000 more',
      'bob has 5 more',
      '0 connections are left',
    ],
  ),
  ...under(
    'Serialization',
    [listen, '{ changes: [ Uint8Array(2) [ 1, 2 ], Uint8Array(1) [ 3 ] ] }'],
    [listen, 'position [ 1.5, -2 ]'],
  ),
  ...under(
    'On a bare channel',
    [exchange, "bob hears { hello: 'bob' }", 'alice hears [ 1, 2 ]', 'bob hears 100000 characters'],
    [echo, 'hello'],
    [record, 'it closes', "[ 'one', 'two' ]"],
    [
      sendAll,
      "{ kind: 'waiting', messages: 1, bytes: 0 }",
      "{ kind: 'waiting', messages: 2, bytes: 0 }",
      'arrives: one',
      "{ kind: 'sent', bytes: 0, ticket: 'one' }",
      'arrives: two',
      "{ kind: 'sent', bytes: 0, ticket: 'two' }",
      "{ kind: 'waiting', messages: 0, bytes: 0 }",
    ],
  ),
  ...under(
    'Values and frames',
    [
      listen,
      'Uint8Array(3) [ 146, 1, 2 ]',
      'This value cannot be sent as "binary": $.list[0] is a Map. BinaryPack takes undefined, null, booleans, numbers, strings, Date (as text), ArrayBuffer, typed arrays, Blob, arrays and plain objects',
    ],
    [
      listen,
      'A message from the other side could not be read: it is cut off',
      "{ kind: 'data', value: [ 1, 2 ], bytes: 3 }",
    ],
    [listen, 'Uint8Array(3) [ 146, 1, 255 ] Uint8Array(6) [ 91, 49, 44, 45, 49, 93 ] text'],
    [listen, "{ kind: 'close', after: 0 } { kind: 'value', value: { __peerData: 'mine' } }"],
  ),
  ...under(
    'Chunks',
    [listen, '0 of 2 Uint8Array(2) [ 1, 2 ]', '1 of 2 Uint8Array(1) [ 3 ]'],
    [listen, 'Uint8Array(4) [ 1, 2, 3, 4 ]'],
  ),
  ...RECOVERY,
  ...under(
    'Order',
    [listen, "[ 'a', 'b', 'c' ]"],
    [listen, "[ 'slow', 'quick' ]"],
    [listen, 'no room for two', 'heard one'],
  ),
];
