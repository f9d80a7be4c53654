import {
  type AnswerOption,
  type BaseConnectionErrorType,
  type CallOption,
  ConnectionType,
  type DataConnection,
  type DataConnectionErrorType,
  Peer,
  type PeerConnectOption,
  PeerError,
  PeerErrorType,
  type PeerJSOption,
  type PeerOptions,
  type SerializationType,
  util,
  type UtilSupportsObj,
} from '../lib/index.js';
import { FakeEnvironment } from './support/fake-environment.js';

// What applications on PeerJS 1.5.5 write, checked by the compiler (`tsc -p tsconfig.spec.json`).

describe('The types of PeerJS', () => {
  it('are there by their names', () => {
    const connect: PeerConnectOption = { label: 'a', metadata: { b: 1 }, serialization: 'json', reliable: true };
    const call: CallOption = { metadata: 1, sdpTransform: (sdp: string) => sdp };
    const answer: AnswerOption = {};
    const server: PeerJSOption = { host: 'h', port: 1, config: { iceServers: [] } };
    const supports = (): UtilSupportsObj => util.supports;
    expect([connect, call, answer, server, supports]).toHaveLength(5);
  });

  it('of options can be filled in one by one, and take what the reference shows', () => {
    const options: PeerOptions = {};
    options.host = 'h';
    options.debug = 2;
    options.config = {
      iceServers: [...util.defaultConfig.iceServers, { urls: 'turn:t' }],
      sdpSemantics: 'unified-plan',
    };
    options.environment = new FakeEnvironment();
    const peer = new Peer('alice', options);
    peer.options.config = { iceServers: [] }; // renewed credentials
    peer.destroy();
    expect(peer.options.host).toBe('h');
  });

  it('of enums are there for each value', () => {
    const network: PeerErrorType.Network | PeerErrorType.WebRTC = PeerErrorType.Network;
    const connection: BaseConnectionErrorType.ConnectionClosed | DataConnectionErrorType.NotOpenYet = 'not-open-yet';
    const kinds: [ConnectionType.Data, SerializationType.JSON] = [ConnectionType.Data, 'json'];
    expect([network, connection, kinds]).toEqual(['network', 'not-open-yet', ['data', 'json']]);
  });

  it('of `connect` can be overridden, and stand-ins made of it', () => {
    class Counted extends Peer {
      readonly made: string[] = [];
      override connect(peer: string, options?: PeerConnectOption): DataConnection {
        this.made.push(peer);
        return super.connect(peer, options);
      }
    }
    const peer = new Counted('alice', { environment: new FakeEnvironment() });
    const plain = new Peer({ environment: new FakeEnvironment() });
    const typed: DataConnection<number, string> = plain.connect('bob');
    const stranger: Pick<Peer, 'connect'> = { connect: () => typed };
    expect([peer.connect('bob').peer, stranger.connect('carol'), peer.made]).toEqual(['bob', typed, ['bob']]);
    plain.destroy();
    peer.destroy();
  });

  it('of errors are what listeners say that they take', () => {
    const peer = new Peer('alice', { environment: new FakeEnvironment() });
    const heard: string[] = [];
    peer.on('error', (error: PeerError<`${PeerErrorType}`>) => heard.push(error.type));
    peer.on('error', (error: PeerError<string>) => heard.push(error.message));
    peer.on('error', ({ type }) => heard.push(type === PeerErrorType.PeerUnavailable ? 'not there' : type));
    const show = ({ message }: PeerError<`${PeerErrorType}`>): unknown => heard.push(message);
    peer.on('error', (error) => show(error));
    const setError: (error: PeerError<`${PeerErrorType}`> | ((before: unknown) => void)) => void = () => undefined;
    peer.on('error', setError); // as React's
    const labels: Partial<Record<`${PeerErrorType}`, string>> = {};
    peer.on('error', (error) => heard.push(labels[error.type] ?? ''));
    peer.connect('bob').on('error', (error: PeerError<'negotiation-failed' | 'connection-closed'>) => error.type);
    const isError = (error: unknown): error is PeerError<string> => error instanceof PeerError;
    peer.destroy();
    expect([heard, labels, isError(new PeerError(PeerErrorType.Network, 'x'))]).toEqual([[], {}, true]);
  });
});
