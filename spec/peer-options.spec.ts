import { readArguments } from '../lib/peer-options.js';

const options = { debug: 2 };

describe('readArguments', () => {
  it.each([
    [undefined, undefined, { id: undefined, given: {} }],
    ['alice', undefined, { id: 'alice', given: {} }],
    ['alice', options, { id: 'alice', given: options }],
    [undefined, options, { id: undefined, given: options }],
    [null, options, { id: undefined, given: options }],
    [options, undefined, { id: undefined, given: options }],
    [7, options, { id: '7', given: options }],
    ['', options, { id: undefined, given: options }],
    [0, options, { id: undefined, given: options }],
  ])('reads %j and %j', (first, second, read) => {
    expect(readArguments(first, second)).toEqual(read);
  });
});
