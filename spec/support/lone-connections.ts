import { of, Subject } from 'rxjs';
import { type ConnectionNews, Connections } from '../../lib/connections.js';
import type { PeerError } from '../../lib/core/errors.js';
import { createLog } from '../../lib/core/log.js';
import type { Invited } from '../../lib/end.js';
import type { ClientMessage } from '../../lib/signalling/messages.js';
import { FakeEnvironment, type FakeEnvironmentParts } from './fake-environment.js';
import { serverOptions } from './server-options.js';

/** The connections of a Peer, without the Peer: what they want of it is kept. */
export const loneConnections = (parts: Partial<FakeEnvironmentParts> = {}) => {
  const environment = new FakeEnvironment(parts);
  const news$ = new Subject<ConnectionNews>();
  const sent: ClientMessage[] = [];
  const forgotten: string[] = [];
  const farewells: (ClientMessage | undefined)[] = [];
  const complaints: PeerError[] = [];
  const connections = new Connections({
    options: serverOptions(),
    serializers: {},
    environment,
    log: createLog(3, environment.print),
    news$,
    send: (message) => sent.push(message),
    isOpen: () => true,
    clock$: of('runs'),
    forget: ({ peer, connectionId }, farewell) => {
      forgotten.push(`${peer} ${connectionId}`);
      farewells.push(farewell);
    },
    complain: (error) => complaints.push(error),
  });
  return { connections, environment, news$, sent, forgotten, farewells, complaints };
};

/** bob offers a connection of data, unless told otherwise. */
export const invitation = (overrides: Partial<Invited['offer']> = {}, early: Invited['early'] = []): Invited => ({
  kind: 'invited',
  peer: 'bob',
  early,
  offer: {
    connection: 'data',
    connectionId: 'dc_1',
    description: { type: 'offer', sdp: 'o' },
    metadata: undefined,
    reliable: false,
    extensions: {},
    ...overrides,
  },
});

export const answerFrom = (peer: string, connectionId: string, extensions: object = {}): ConnectionNews => ({
  kind: 'signal',
  signal: { kind: 'answer', peer, connectionId, description: { type: 'answer', sdp: 'a' }, extensions },
});

export const closeFrom = (peer: string, connectionId: string, reason?: string): ConnectionNews => ({
  kind: 'signal',
  signal: { kind: 'close', peer, connectionId, ...(reason !== undefined && { reason }) },
});
