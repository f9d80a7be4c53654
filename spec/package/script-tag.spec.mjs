// What a page has after a script tag: the names that the README promises, and no others.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { root } from './consumer.mjs';

/** What a bundle adds to the global scope of a page that has nothing. */
function globalsOf(bundle) {
  const page = createContext({ TextEncoder, TextDecoder });
  const before = Object.keys(page);
  runInContext(readFileSync(path.join(root, 'dist/browser', bundle), 'utf8'), page);
  return Object.fromEntries(Object.entries(page).filter(([name]) => !before.includes(name)));
}

const namesOf = (object) => Object.keys(object).sort();

for (const ending of ['js', 'min.js']) {
  test(`rxpeer.${ending} is everything as window.rxpeer, the operators in it`, async () => {
    const [everything, operators] = await Promise.all(
      ['everything.js', 'operators.js'].map((name) => import(path.join(root, 'dist/esm', name))),
    );
    const { rxpeer, ...others } = globalsOf(`rxpeer.${ending}`);
    assert.deepEqual(others, {});
    assert.deepEqual(namesOf(rxpeer), [...namesOf(everything), 'operators'].sort());
    assert.deepEqual(namesOf(rxpeer.operators), namesOf(operators));
  });

  test(`peerjs.${ending} has the names that pages on PeerJS know`, () => {
    const { peerjs, Peer, ...others } = globalsOf(`peerjs.${ending}`);
    assert.deepEqual(others, {});
    assert.deepEqual(namesOf(peerjs), ['Peer', 'PeerError', 'util']);
    assert.equal(typeof Peer, 'function');
    assert.equal(Peer, peerjs.Peer);
  });
}
