import { createStructured } from '../lib/serialization/structured/structured.js';
import { findCodec } from '../lib/serialization/registry.js';
import * as everything from '../lib/structured.js';

describe('The public list of rxpeer/structured', () => {
  it('is createStructured', () => {
    expect(everything).toEqual({ createStructured });
  });

  it('is what `serializers` takes', () => {
    const find = () => findCodec('structured', { structured: everything.createStructured }).codec;
    expect(find()?.framing).toBe('chunks');
    expect(find()).not.toBe(find());
  });
});
