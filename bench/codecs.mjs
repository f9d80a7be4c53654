import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { root } from '../scripts/install.mjs';
import { codecInputs } from './inputs.mjs';
import { median, ratioOf, rotated } from './statistics.mjs';
import { figure, ratio, table } from './table.mjs';

/** The package as its users have it. A path, because it may not be there before `build`. */
const BUILT = path.join(root, 'dist/esm/operators.js');

/** Milliseconds: how long one measurement takes at least, and how long before the first one the code runs unmeasured. */
const SPAN = { full: 120, quick: 10 };
const WARM_UP = { full: 100, quick: 10 };

const TARGETS = {
  encode: { binaryPack: { least: 10 }, msgpackr: { least: 0.8 } },
  decode: { binaryPack: { least: 2 }, msgpackr: { least: 0.8 } },
};

/** Keeps what the measured code gives, so that no engine can leave the work out. */
let consumed;

/** Collects what the measurement before has left, so that everyone pays for their own garbage. */
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const newest = (folder) =>
  Math.max(...readdirSync(folder, { recursive: true }).map((name) => statSync(path.join(folder, name)).mtimeMs));

/** Builds the package where that was not done, or is older than its sources. */
function build() {
  const built = statSync(BUILT, { throwIfNoEntry: false });
  if (built && built.mtimeMs > newest(path.join(root, 'lib'))) return;
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
}

/** Bytes as a channel hands them out: an ArrayBuffer of their own. Every codec makes of it what it needs, as its users do. */
const received = (bytes) => Uint8Array.from(bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes).buffer;

async function createCodecs() {
  // Its native addon reads strings in Node; where RxPeer runs there is none.
  process.env.MSGPACKR_NATIVE_ACCELERATION_DISABLED = 'true';
  const [operators, { pack, unpack }, { Decoder, Encoder }, { Packr }] = await Promise.all([
    import(pathToFileURL(BUILT)),
    import('peerjs-js-binarypack'),
    import('@msgpack/msgpack'),
    import('msgpackr'),
  ]);
  const ours = operators.createBinaryPack();
  const viewing = operators.createBinaryPack({ bytes: 'views' });
  const [encoder, decoder] = [new Encoder(), new Decoder()]; // one of each for all, as its documentation advises
  const packr = new Packr({ useRecords: false });
  const copying = new Packr({ useRecords: false, copyBuffers: true });
  const [textEncoder, textDecoder] = [new TextEncoder(), new TextDecoder()];
  return [
    { name: 'rxpeer', title: 'RxPeer', encode: ours.encode, decode: ours.decode },
    { name: 'viewing', title: 'RxPeer, views', onlyFor: 'bytes', encode: viewing.encode, decode: viewing.decode },
    { name: 'binaryPack', title: 'BinaryPack', encode: pack, decode: unpack },
    {
      name: 'msgpack',
      title: '@msgpack/msgpack',
      encode: (value) => encoder.encode(value),
      decode: (frame) => decoder.decode(frame),
    },
    {
      name: 'msgpackr',
      title: 'msgpackr',
      encode: (value) => packr.pack(value),
      decode: (frame) => packr.unpack(new Uint8Array(frame)),
    },
    {
      name: 'copying',
      title: 'msgpackr, copyBuffers',
      onlyFor: 'bytes', // otherwise what it decodes are views of the frame
      encode: (value) => copying.pack(value),
      decode: (frame) => copying.unpack(new Uint8Array(frame)),
    },
    {
      name: 'json',
      title: 'JSON',
      onlyFor: 'text', // it has no bytes
      encode: (value) => textEncoder.encode(JSON.stringify(value)),
      decode: (frame) => JSON.parse(textDecoder.decode(frame)),
    },
  ];
}

const isFor = ({ onlyFor }, input) => onlyFor === undefined || (onlyFor === 'bytes') === input.bytes;

/** Some hand out views, some buffers: here both are the same list of numbers. */
const legible = (value) =>
  JSON.parse(
    JSON.stringify(value, (_key, part) => {
      if (part instanceof ArrayBuffer) return [...new Uint8Array(part)];
      if (part?.type === 'Buffer') return part.data;
      return ArrayBuffer.isView(part) ? [...part] : part;
    }),
  );

/** What is measured of a codec with an input: one call each time, of one value after the other. */
function prepare({ title, encode, decode }, { name, values }) {
  const frames = values.map((value) => received(encode(value)));
  for (const [index, value] of values.entries()) {
    assert.deepEqual(legible(decode(frames[index])), legible(value), `${title} does not give ${name} back`);
  }
  const over = (list, work) => {
    let turn = 0;
    return () => {
      consumed = work(list[turn]);
      turn = turn + 1 === list.length ? 0 : turn + 1;
    };
  };
  return { encode: over(values, encode), decode: over(frames, decode) };
}

/** Calls a second. It asks for the time rarely enough that asking costs nothing. */
function rateOf(work, span) {
  let calls = 0;
  let step = 1;
  collectGarbage();
  const begin = performance.now();
  let now = begin;
  while (now - begin < span) {
    const last = now;
    for (let call = 0; call < step; call += 1) work();
    calls += step;
    now = performance.now();
    if (now - last < span / 50) step *= 2;
  }
  return (calls * 1_000) / (now - begin);
}

/** Calls a second by direction, codec and round; the codecs take turns. */
function measureInput(codecs, input, { rounds, quick }) {
  const size = quick ? 'quick' : 'full';
  const works = new Map(codecs.map((codec) => [codec.name, prepare(codec, input)]));
  const rates = { encode: {}, decode: {} };
  for (const direction of ['encode', 'decode']) {
    for (const work of works.values()) rateOf(work[direction], WARM_UP[size]);
    for (let round = 0; round < rounds; round += 1) {
      for (const name of rotated([...works.keys()], round)) {
        (rates[direction][name] ??= []).push(rateOf(works.get(name)[direction], SPAN[size]));
      }
    }
  }
  return rates;
}

const rowOf = (codecs, direction, input, rates) => {
  const { rxpeer: ours, viewing, binaryPack, msgpackr, copying } = rates;
  const targets = TARGETS[direction];
  const againstBinaryPack = direction === 'decode' || input.objects ? targets.binaryPack : undefined;
  return [
    input.name,
    ...codecs.map(({ name }) => (rates[name] ? figure(median(rates[name])) : '')),
    ratio(ratioOf(ours, binaryPack), againstBinaryPack),
    ratio(ratioOf(ours, msgpackr), targets.msgpackr),
    copying ? ratio(ratioOf(ours, copying), targets.msgpackr) : '',
    viewing ? ratio(ratioOf(viewing, binaryPack), againstBinaryPack) : '',
    viewing ? ratio(ratioOf(viewing, msgpackr), targets.msgpackr) : '',
  ];
};

/** The codecs alone, in Node. Returns the tables as text. */
export async function measureCodecs(options) {
  build();
  const codecs = await createCodecs();
  const measured = codecInputs.map((input) => {
    console.error(`codecs: ${input.name}`);
    const chosen = codecs.filter((codec) => isFor(codec, input));
    return { input, rates: measureInput(chosen, input, options) };
  });
  assert.notEqual(consumed, undefined);
  const head = [
    '',
    ...codecs.map(({ title }) => title),
    'RxPeer / BinaryPack',
    'RxPeer / msgpackr',
    'RxPeer / copyBuffers',
    'views / BinaryPack',
    'views / msgpackr',
  ];
  return ['encode', 'decode']
    .map((direction) => {
      const rows = measured.map(({ input, rates }) => rowOf(codecs, direction, input, rates[direction]));
      return `Calls of ${direction} a second:\n\n${table(head, rows)}`;
    })
    .join('\n\n');
}
