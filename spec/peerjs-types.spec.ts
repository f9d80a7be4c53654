import {
  type AnswerOption,
  type CallOption,
  Peer,
  type PeerConnectOption,
  PeerError,
  PeerErrorType,
  type PeerJSOption,
  type PeerOptions,
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
