import { ID_LENGTH, isPeerId, isValidId, isValidKey } from '../lib/core/ids.js';
import { Peer } from '../lib/peer.js';
import { FakeEnvironment, NOTHING_HELD } from './support/fake-environment.js';
import { answered, FakeHttp } from './support/fake-http.js';
import { AWKWARD_NAMES } from './support/hostile-texts.js';
import { recordEvents } from './support/record.js';
import { Siege } from './support/siege.js';
import { type VirtualTime, virtually } from './support/virtual-time.js';
import { A_MOMENT, incoming, world } from './support/world.js';

/** As a title shows it, whatever is in it. */
const titled = (names: readonly string[]) => names.map((name) => [JSON.stringify(name).slice(0, 60), name] as const);

const each = (test: (name: string, time: VirtualTime) => void) => (_title: string, name: string) => {
  const untouched = Object.getOwnPropertyDescriptors(Object.prototype);
  virtually((time) => {
    test(name, time);
  })();
  expect(Object.getOwnPropertyDescriptors(Object.prototype)).toEqual(untouched);
};

/** What the one URL that was opened asks for; it has these four fields and no other. */
const askedFor = ({ socket }: FakeEnvironment): Readonly<Record<string, string>> => {
  expect(socket.urls).toHaveLength(1);
  const { pathname, searchParams, hash, host } = new URL(socket.urls[0] ?? '');
  expect([host, pathname, hash]).toEqual(['0.peerjs.com', '/peerjs', '']);
  expect([...searchParams.keys()]).toEqual(['key', 'id', 'token', 'version']);
  return Object.fromEntries(searchParams);
};

/** What UTF-8 makes of it: halves of surrogate pairs are lost. */
const inUtf8 = (text: string): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text));

const [valid, invalid] = [AWKWARD_NAMES.filter(isValidId), AWKWARD_NAMES.filter((id) => id !== '' && !isValidId(id))];
const [possible, impossible] = [AWKWARD_NAMES.filter(isPeerId), AWKWARD_NAMES.filter((id) => !isPeerId(id))];

/** What an OFFER describes. */
const DESCRIPTION = { type: 'offer', sdp: 'v=0\r\ns=fake offer 1\r\nm=application\r\n' };

describe('an id of one’s own', () => {
  it('is tried with names of both kinds', () => {
    expect([valid.length, invalid.length].every((length) => length > 5)).toBe(true);
  });

  it.each(titled(valid))(
    'may be %s, and is registered as it is',
    each((id, time) => {
      const { peer, server, end } = world();
      const [one, other] = [peer(id), peer('other')];
      time.pass(A_MOMENT);
      expect([one.id, server.ids]).toEqual([id, [id, 'other']]);
      const there = incoming(one);
      const here = other.connect(id);
      time.pass(A_MOMENT);
      expect([here.open, other.connections[id]?.[0] === here]).toEqual([true, true]);
      expect([there.connection.open, there.connection.peer]).toEqual([true, 'other']);
      end(time);
    }),
  );

  it.each(titled(invalid))(
    'may not be %s, and nothing is opened under it',
    each((id, time) => {
      const environment = new FakeEnvironment();
      const heard = recordEvents(new Peer(id, { environment }), 'open', 'error', 'disconnected', 'close');
      time.pass(A_MOMENT);
      expect(heard.map((line) => line.split(' ')[0])).toEqual(['error', 'disconnected', 'close']);
      expect(heard[0]).toBe('error invalid-id');
      expect([environment.socket.urls, environment.held]).toEqual([[], NOTHING_HELD]);
    }),
  );

  // "-1" is not an id of the reference's, but one that a server may make.
  it.each(titled(invalid.filter((id) => !isValidId(id.trim()) && id !== '-1')))(
    'is not taken from a server that assigns %s',
    each((id, time) => {
      const environment = new FakeEnvironment({ http: new FakeHttp(() => answered(id)) });
      const heard = recordEvents(new Peer({ environment }), 'open', 'error', 'disconnected', 'close');
      time.pass(A_MOMENT);
      expect(heard).toEqual(['error server-error', 'disconnected', 'close']);
      expect([environment.socket.urls, environment.held]).toEqual([[], NOTHING_HELD]);
    }),
  );

  it.each(titled(AWKWARD_NAMES))(
    'goes with the token and the key %s, each in its own field of the URL',
    each((name, time) => {
      const environment = new FakeEnvironment();
      const key = isValidKey(name) ? name : 'peerjs';
      const peer = new Peer('bob', { environment, token: name, key });
      time.pass(A_MOMENT);
      expect(askedFor(environment)).toEqual({ key: inUtf8(key), id: 'bob', token: inUtf8(name), version: '1.5.5' });
      peer.destroy();
    }),
  );
});

describe('the id of somebody else', () => {
  it.each(titled(impossible))(
    'cannot be %s: nobody is asked',
    each((id, time) => {
      const { peer, server, end } = world();
      const bob = peer('bob');
      time.pass(A_MOMENT);
      const heard = recordEvents(bob, 'error');
      const ends = [recordEvents(bob.connect(id), 'error', 'close'), recordEvents(bob.call(id), 'error', 'close')];
      time.pass(A_MOMENT);
      expect(heard).toEqual(['error peer-unavailable', 'error peer-unavailable']);
      expect(ends).toEqual([heard.slice(1), heard.slice(1)].map((lines) => [...lines, 'close']));
      expect(server.received.filter(({ dst }) => dst !== 'bob' && dst !== undefined)).toEqual([]);
      expect([bob.open, Object.keys(bob.connections)]).toEqual([true, []]);
      end(time);
    }),
  );

  it('may be missing, or be no text at all', () => {
    virtually((time) => {
      const { peer, end } = world();
      const alice = peer('alice');
      for (const id of [undefined, null, Symbol('bob'), Object.create(null)] as string[]) {
        const ends = [
          recordEvents(alice.connect(id), 'error', 'close'),
          recordEvents(alice.call(id), 'error', 'close'),
        ];
        time.pass(A_MOMENT);
        expect(ends).toEqual([1, 2].map(() => ['error peer-unavailable', 'close']));
      }
      end(time);
    })();
  });

  it.each(titled(possible))(
    'may be %s where one connects and calls: the server does not know it, and says so',
    each((id, time) => {
      const { peer, server, end } = world();
      const bob = peer('bob');
      time.pass(A_MOMENT);
      const [connection, call] = [bob.connect(id), bob.call(id)];
      const heard = [bob, connection, call].map(() => [] as string[]);
      bob.on('error', ({ type }) => heard[0]?.push(type));
      [connection, call].forEach((each, index) => {
        each.error$.subscribe(({ type }) => heard[index + 1]?.push(type));
        each.close$.subscribe(() => heard[index + 1]?.push('close'));
      });
      time.pass(A_MOMENT);
      expect(bob.connections[id]?.map(({ type }) => type)).toEqual(['data', 'media']);
      expect(server.received.flatMap(({ dst, type }) => (type === 'OFFER' ? [dst] : []))).toEqual([id, id]);
      time.pass(10_000);
      const ends = ['peer-unavailable', 'close'];
      expect(heard).toEqual([['peer-unavailable'], ends, ends]);
      expect([bob.open, Object.keys(bob.connections)]).toEqual([true, []]);
      end(time);
    }),
  );

  it.each(titled(AWKWARD_NAMES))(
    'may be %s where the server says that it connects: a connection with this peer, or a refusal',
    each((src, time) => {
      const siege = new Siege(time);
      siege.befriend();
      const guests = siege.receive();
      const payload = { sdp: DESCRIPTION, type: 'data', connectionId: 'dc_1', serialization: 'json' };
      siege.hear(JSON.stringify({ type: 'OFFER', src, payload }));
      time.pass(A_MOMENT);
      const answers = siege.server.received.filter(({ type, dst }) => type === 'ANSWER' && dst === src);
      if (guests.length > 0) {
        const [{ connection }] = guests as [(typeof guests)[0]];
        expect([connection.peer, siege.bob.connections[src]?.[0] === connection]).toEqual([src, true]);
        expect(answers).toHaveLength(1);
        siege.hear(JSON.stringify({ type: 'LEAVE', src }));
        expect([guests[0]?.closes, src in siege.bob.connections]).toEqual([1, false]);
      } else {
        expect([answers, siege.machine.printed.map(([level]) => level)]).toEqual([[], [2]]);
      }
      siege.expectFriendsUnharmed();
      siege.end();
    }),
  );

  it.each(titled(AWKWARD_NAMES))(
    'and of a connection may be %s: it is used as it is, or refused',
    each((connectionId, time) => {
      const siege = new Siege(time);
      siege.befriend();
      const guests = siege.receive();
      for (const type of ['data', 'media']) {
        const payload = {
          sdp: { ...DESCRIPTION, sdp: `${DESCRIPTION.sdp}a=${type}\r\n` },
          type,
          connectionId,
          label: connectionId,
        };
        siege.hear(JSON.stringify({ type: 'OFFER', src: `eve-${type}`, payload }));
      }
      time.pass(A_MOMENT);
      expect(guests.map(({ connection }) => connection.connectionId)).toEqual(guests.map(() => connectionId));
      expect(guests.length + siege.machine.printed.length).toBe(2);
      expect(guests.length).toBe(
        connectionId in Object.prototype || !connectionId || connectionId.length > ID_LENGTH ? 0 : 2,
      );
      siege.expectFriendsUnharmed();
      siege.end();
    }),
  );
});
