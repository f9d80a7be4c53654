import type { Observable } from 'rxjs';
import { Peer } from 'rxpeer';
import { fakeStream } from '../support/fake-peer-connection.js';
import type { Stage } from './run-example.js';

/** What an example of the README does. */
export interface Expectation {
  /** The heading above it. */
  readonly heading: string;
  /** The how many-th example under that heading, from 1. */
  readonly nth: number;
  /** What happens once the example has run. */
  readonly drive: (stage: Stage<never>) => void;
  /** Everything that is printed. */
  readonly prints: readonly string[];
}

/** Gives an example time to talk. */
const listen = ({ pass }: Stage<never>): void => {
  pass(100);
};

const greets: readonly string[] = ["alice says { hello: 'bob' }"];

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

/** Every example, by the heading of README.md that it stands under. The Chinese README has the same. */
export const EXPECTATIONS: readonly Expectation[] = [
  { heading: 'Two ways to say the same', nth: 1, drive: listen, prints: greets },
  { heading: 'Two ways to say the same', nth: 2, drive: listen, prints: greets },
  {
    heading: 'A call',
    nth: 1,
    drive: callAndHangUp,
    prints: [
      'alice sees nothing',
      'bob is called for { room: 7 }',
      'bob sees the camera of alice',
      'alice sees the camera of bob',
      'alice sees nothing',
    ],
  },
  {
    heading: 'A file with its end',
    nth: 1,
    drive: transfer,
    prints: ['received 5000000 bytes', '0 connections are left'],
  },
  {
    heading: 'Resources: `openPeer`, `openConnection`, `openCall`',
    nth: 1,
    drive: breakAndComeBack,
    prints: ['bob hears here I am', 'the connection breaks', 'nothing yet', 'bob hears here I am', "[ 'bob' ] 0"],
  },
  {
    heading: 'In an Angular service',
    nth: 1,
    drive: chat,
    prints: [
      "[ 'alice: I am alice' ]",
      "[ 'alice: I am alice', 'bob: I am bob' ]",
      "[ 'assigned-1', 'alice', 'bob' ]",
      "[ 'alice', 'bob' ]",
    ],
  },
  { heading: 'Building blocks', nth: 1, drive: listen, prints: ['Uint8Array(4) [ 1, 2, 3, 4 ]'] },
];
