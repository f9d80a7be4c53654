import { readFileSync } from 'node:fs';
import { Peer, type PeerErrorType } from 'rxpeer';
import * as operators from 'rxpeer/operators';
import { FakeEnvironment } from '../support/fake-environment.js';
import { read } from './markdown.js';

const cellsOf = (line: string): readonly string[] => line.split('|').map((cell) => cell.trim());

const codeIn = (text = ''): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** What `satisfies` keeps complete. */
const ERROR_TYPES = {
  'browser-incompatible': true,
  disconnected: true,
  'invalid-id': true,
  'invalid-key': true,
  network: true,
  'peer-unavailable': true,
  'ssl-unavailable': true,
  'server-error': true,
  'socket-error': true,
  'socket-closed': true,
  'unavailable-id': true,
  webrtc: true,
} satisfies Record<PeerErrorType, true>;

/** The streams of an object but the one that goes the other way, which is not public. */
const streamsOf = (object: object): readonly string[] =>
  Object.keys(object).filter((key) => key.endsWith('$') && !key.startsWith('_'));

describe.each(['README.md', 'README.zh-CN.md'])('The tables of %s', (file) => {
  const { tables } = read(file);
  const tableWith = (code: string): readonly (readonly string[])[] =>
    (tables.find((lines) => lines.some((line) => codeIn(cellsOf(line)[1]).includes(code))) ?? []).map(cellsOf);

  it('name every stream, and no other', () => {
    const peer = new Peer('alice', { environment: new FakeEnvironment() });
    const objects: Readonly<Record<string, object>> = {
      Peer: peer,
      DataConnection: peer.connect('bob'),
      MediaConnection: peer.call('bob'),
    };
    peer.destroy();
    const named: Record<string, string[]> = {};
    let owner = '';
    const streams = tables.find((lines) => lines.some((line) => line.includes('`status$`'))) ?? [];
    for (const [, on, stream] of streams.map(cellsOf)) {
      owner = codeIn(on)[0] ?? owner;
      if (owner) (named[owner] ??= []).push(...codeIn(stream));
    }
    const sorted = (lists: Readonly<Record<string, readonly string[]>>): unknown =>
      Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, [...list].sort()]));
    expect(sorted(named)).toEqual(
      sorted(Object.fromEntries(Object.entries(objects).map(([name, object]) => [name, streamsOf(object)]))),
    );
  });

  it('name every option of a Peer, and no other', () => {
    const peer = new Peer('alice', { environment: new FakeEnvironment() });
    const { options } = peer;
    peer.destroy();
    const named = tableWith('pingInterval')
      .slice(1)
      .flatMap(([, names]) => codeIn(names));
    expect([...named].sort()).toEqual([...Object.keys(options), 'serializers', 'environment'].sort());
  });

  it('name the twelve types of errors, and no other', () => {
    const named = tableWith('browser-incompatible')
      .slice(1)
      .flatMap(([, names]) => codeIn(names));
    expect([...named].sort()).toEqual(Object.keys(ERROR_TYPES).sort());
  });

  it('have all building blocks beside them', () => {
    const named = codeIn(
      readFileSync(file, 'utf8')
        .split('\n')
        .find((line) => line.startsWith('`rxpeer/operators`')),
    );
    expect(named.slice(1).sort()).toEqual(Object.keys(operators).sort());
  });
});
