import { placeOf } from '../../lib/serialization/place.js';

describe('placeOf', () => {
  it('says where something is as one would write it', () => {
    expect(placeOf([])).toBe('$');
    expect(placeOf(['a', 'b', '$_1', 'é'])).toBe('$.a.b.$_1.é');
    expect(placeOf([0, 12, 'a'])).toBe('$[0][12].a');
    expect(placeOf(['0', 'odd key', '', '"', '\ud800'])).toBe('$["0"]["odd key"][""]["\\""]["\\ud800"]');
    expect(placeOf(['map', { part: 'value 3' }])).toBe('$.map<value 3>');
  });
});
