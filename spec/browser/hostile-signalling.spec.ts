import { type DataConnection, type MediaConnection, PeerError } from 'rxpeer';
import { EARLY_CONNECTIONS } from '../../lib/core/constants.js';
import { HostileTexts } from '../support/hostile-texts.js';
import { Random } from '../support/random.js';
import { useBench } from '../support/browser/bench.js';
import { beginCensus, type Census } from '../support/browser/census.js';
import { connectTo } from '../support/browser/couple.js';
import { seed } from '../support/browser/page.js';
import { puppet, type Puppet } from '../support/browser/puppet.js';
import { expectOneClose, recordConnection } from '../support/browser/record.js';
import { allClosed, next, nextError, until } from '../support/browser/wait.js';

interface Description {
  readonly type: string;
  readonly sdp: string;
}

const offer = (connectionId: string, sdp: Description, more: object = {}, src = 'eve') => ({
  type: 'OFFER',
  src,
  payload: { sdp, type: 'data', connectionId, serialization: 'binary', ...more },
});

const candidate = (src: string, connectionId: string, fields: object) => ({
  type: 'CANDIDATE',
  src,
  payload: { candidate: { candidate: '', sdpMid: '0', sdpMLineIndex: 0, ...fields }, type: 'data', connectionId },
});

const nonsense = { type: 'offer', sdp: 'nonsense' };

describe('a Peer whose server is hostile', () => {
  const bench = useBench();

  /** What a browser really offers. */
  const realOffer = async (): Promise<Description> => {
    const native = new RTCPeerConnection();
    native.createDataChannel('real');
    native.addTransceiver('audio');
    const { type, sdp = '' } = await native.createOffer();
    native.close();
    return { type, sdp };
  };

  /** Whether this browser takes a description, which no two browsers agree on. */
  const canRead = async (sdp: string): Promise<boolean> => {
    const native = new RTCPeerConnection();
    try {
      await native.setRemoteDescription({ type: 'offer', sdp });
      await native.setLocalDescription();
      return true;
    } catch {
      return false;
    } finally {
      native.close();
    }
  };

  const census = (): Census => {
    const counting = beginCensus();
    bench.after(counting.end);
    return counting;
  };

  /** Whoever comes to Bob, and what is told of them. */
  const guestsOf = ({ bob }: Puppet) => {
    const guests: { readonly connection: DataConnection; readonly told: readonly string[] }[] = [];
    bob.connection$.subscribe((connection) => guests.push({ connection, told: recordConnection(connection) }));
    return guests;
  };

  it('fails what it cannot read of offers, each with an error of its own', async () => {
    const { sdp } = await realOffer();
    const broken = [
      'nonsense', 'v=0', '\0', sdp.slice(0, sdp.length / 2).replace(/\r\n[^\n]*$/, ''), sdp.replace(/^m=/gm, 'm=nonsense '), sdp.replace(/\r\n/g, ' '),
      sdp.replace(/^a=fingerprint:.*\r\n/gm, ''), sdp.replace(/^a=ice-(ufrag|pwd):.*\r\n/gm, ''), sdp.replaceAll('UDP', 'XXX'), 'm='.repeat(100_000),
    ]; // prettier-ignore
    const texts: string[] = [];
    for (const text of broken) if (!(await canRead(text))) texts.push(text);
    expect(texts.length).toBeGreaterThan(4);
    const siege = await puppet(bench);
    const guests = guestsOf(siege);
    const counting = census();
    for (const [index, text] of texts.entries()) {
      const id = `dc_${String(index)}`;
      const onPeer = nextError(siege.bob, 'webrtc');
      siege.say(offer(id, { type: 'offer', sdp: text }));
      expect((await onPeer).connectionId).toBe(id);
      await next((guests[index] as (typeof guests)[0]).connection.close$);
    }
    for (const { told } of guests) {
      expectOneClose([...told]);
      expect([told.includes('on error'), told.includes('on open')]).toEqual([true, false]);
    }
    expect(siege.bob.connections['eve']).toBeUndefined();
    await siege.expectUnharmed();
    // The first one takes what was made in advance, before the count.
    expect(counting.seen().peerConnections).toBeGreaterThanOrEqual(texts.length - 1);
    await until(() => counting.count().peerConnections <= 2); // one that is made in advance, by Bob and by Alice
  });

  it('fails what it cannot read of answers', async () => {
    const siege = await puppet(bench);
    const { sdp } = await realOffer();
    for (const text of ['nonsense', 'v=0', sdp.replace(/^m=/gm, 'm=nonsense '), sdp]) {
      const connection = siege.bob.connect('eve');
      const native = connection.peerConnection;
      const told = recordConnection(connection);
      await until(() => native?.signalingState === 'have-local-offer');
      await siege.heard(); // and the offer is out
      const failed = nextError(connection, 'webrtc');
      siege.say({
        type: 'ANSWER',
        src: 'eve',
        payload: { sdp: { type: 'answer', sdp: text }, connectionId: connection.connectionId },
      });
      expect((await failed).cause).toBeInstanceOf(Error);
      await next(connection.close$);
      expectOneClose(told);
      await allClosed(native);
    }
    await siege.expectUnharmed();
  });

  it('tells of candidates that cannot be read on their connection, which goes on', async () => {
    const siege = await puppet(bench);
    for (const { peer, connectionId, error$ } of siege.friendly) {
      const errors: PeerError[] = [];
      error$.subscribe((error) => errors.push(error));
      const bad = ['nonsense', 'candidate:', 'candidate:1 1 udp', `candidate:${'x'.repeat(4_000)}`];
      siege.say(...bad.map((text) => candidate(peer, connectionId, { candidate: text })));
      // Browsers overlook some of that, but not that there is no such section.
      const line = 'candidate:1 1 udp 1 192.0.2.1 9 typ host';
      siege.say(candidate(peer, connectionId, { candidate: line, sdpMid: 'none', sdpMLineIndex: 1_000 }));
      await until(() => errors.length > 0);
      await siege.heard();
      expect(new Set(errors.map(({ type }) => type))).toEqual(new Set(['webrtc']));
      expect(errors.every((error) => error instanceof PeerError && error.connectionId === connectionId)).toBe(true);
    }
    await siege.expectUnharmed();
  });

  it('goes on under a flood of candidates, for connections that exist and for others', async () => {
    const siege = await puppet(bench);
    const [friend] = siege.friendly;
    const line = 'candidate:1 1 udp 1 192.0.2.1 9 typ host';
    for (let n = 0; n < 5_000; n += 1) {
      siege.say(candidate(`eve-${String(n)}`, 'dc_none', { candidate: line }));
      if (n % 20 === 0)
        siege.say(candidate(friend?.peer ?? '', friend?.connectionId ?? '', { candidate: `${line} n ${String(n)}` }));
    }
    await siege.heard();
    await siege.expectUnharmed();
  });

  it('takes an offer that comes twice for one, and another offer for another connection', async () => {
    const siege = await puppet(bench);
    const guests = guestsOf(siege);
    const [first, second] = [await realOffer(), await realOffer()];
    siege.say(offer('dc_1', first), offer('dc_1', first));
    await siege.heard();
    expect(guests.length).toBe(1);
    const [{ connection, told }] = guests as [(typeof guests)[0]];
    await until(() => connection.peerConnection?.signalingState === 'stable');
    const native = connection.peerConnection;
    siege.say(offer('dc_1', second));
    await next(connection.close$);
    expectOneClose([...told]);
    await allClosed(native);
    await until(() => guests.length === 2);
    expect(siege.bob.connections['eve']?.map((one) => one === guests[1]?.connection)).toEqual([true]);
    await siege.expectUnharmed();
  });

  it('keeps what others offer under the name of a connection that is open apart from it', async () => {
    const siege = await puppet(bench);
    const guests = guestsOf(siege);
    const real = await realOffer();
    for (const { connectionId } of siege.friendly)
      siege.say(offer(connectionId, real), offer(connectionId, nonsense, {}, 'mallory'));
    await siege.heard();
    expect(guests.map(({ connection }) => connection.peer)).toEqual(['eve', 'mallory', 'eve', 'mallory']);
    for (const { connectionId } of siege.friendly)
      siege.say({ type: 'LEAVE', src: 'eve' }, candidate('eve', connectionId, { candidate: 'x' }));
    await siege.heard();
    expect(guests.some(({ connection }) => connection.open)).toBe(false);
    await siege.expectUnharmed();
  });

  it('ends the one connection that is offered anew in the name of its other end, and no other', async () => {
    const siege = await puppet(bench);
    const other = await connectTo(siege.alice, siege.bob, { reliable: true });
    const guests = guestsOf(siege);
    siege.say(offer(other.there.connectionId, await realOffer(), {}, siege.alice.id ?? ''));
    await Promise.all([next(other.there.close$), next(other.here.close$)]);
    await until(() => guests.length === 1);
    await siege.expectUnharmed();
  });

  for (const [name, kind, bound] of [
    ['no connections that come to nothing', 'data', 0],
    ['a bounded number of calls', 'media', EARLY_CONNECTIONS],
  ] as const) {
    it(`holds ${name}, and leaves nothing behind of the others`, async () => {
      const siege = await puppet(bench);
      const counting = census();
      const errors: string[] = [];
      siege.bob.error$.subscribe(({ type }) => errors.push(type));
      const tooMany = 50;
      for (let n = 0; n < EARLY_CONNECTIONS + tooMany; n += 1) {
        siege.say(offer(`c_${String(n)}`, nonsense, { type: kind }));
        if (n % tooMany === 0) await siege.heard();
      }
      await siege.heard();
      const strangers = () =>
        Object.values(siege.bob.connections)
          .flat()
          .filter(({ connectionId }) => connectionId.startsWith('c_'));
      await until(() => strangers().length === bound);
      await until(() => counting.count().peerConnections <= 2);
      expect(errors.filter((type) => type === 'early-buffer-full').length).toBe(kind === 'media' ? tooMany : 0);
      const held: (DataConnection | MediaConnection)[] = [];
      if (kind === 'data') siege.bob.connection$.subscribe((connection) => held.push(connection));
      else siege.bob.call$.subscribe((call) => held.push(call));
      expect(held.length).toBe(bound);
      await siege.expectUnharmed();
    });
  }

  it(`is told two thousand things, and goes on (RXPEER_SEED=${String(seed)})`, async () => {
    const siege = await puppet(bench);
    const guests = guestsOf(siege);
    siege.bob.call$.subscribe((call) => {
      call.answer();
    });
    const untouched = Object.getOwnPropertyNames(Object.prototype);
    const friends = siege.friendly.map(({ peer, connectionId }) => ({ peer, connectionId }));
    const real = await realOffer();
    const texts = new HostileTexts(new Random(seed), {
      own: siege.bob.id ?? '',
      // Only the connections of strangers are in danger: what comes in a friend's name may well be his.
      connections: friends.map(({ connectionId }) => ({ peer: 'eve', connectionId })),
      descriptions: [real.sdp],
      originals: [JSON.stringify(offer('dc_1', real)), JSON.stringify(candidate('eve', 'dc_1', {}))],
    });
    const errors: PeerError[] = [];
    siege.bob.error$.subscribe((error) => errors.push(error));
    const deadly = /"type":"(ERROR|ID-TAKEN|INVALID-KEY)"/;
    for (let said = 0; said < 2_000;) {
      const text = texts.next();
      if (deadly.test(text)) continue;
      siege.say(text);
      said += 1;
      if (said % 100 > 0) continue;
      siege.say(offer(`dc_at_${String(said)}`, real));
      await siege.heard();
      for (const { connection } of guests) connection.close();
    }
    expect(siege.log.filter((line) => line.includes('was refused')).length).toBeGreaterThan(100);
    expect(guests.length).toBeGreaterThanOrEqual(20);
    expect(errors.every((error) => error instanceof PeerError)).toBe(true);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(untouched);
    await siege.expectUnharmed();
  }, 60_000);
});
