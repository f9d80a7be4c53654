import { Tally } from '../../lib/channel/tally.js';

describe('Tally', () => {
  it('says what is news', () => {
    const tally = new Tally();
    expect([tally.tell(0, 0), tally.tell(1, 0), tally.tell(1, 0), tally.tell(1, 5), tally.tell(0, 0)]).toEqual([
      false,
      true,
      false,
      true,
      true,
    ]);
  });

  it('says when what was told last is too far from the truth, up or down', () => {
    const tally = new Tally();
    expect([tally.isNear(255, 16_383), tally.isNear(256, 0), tally.isNear(0, 16_384)]).toEqual([true, false, false]);
    tally.tell(1_000, 100_000);
    expect([tally.isNear(1_000, 100_000), tally.isNear(744, 100_000), tally.isNear(1_000, 83_616)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
