import { runData } from '../pipelines/run-data.js';

describe('json, a value that says itself how it is written', () => {
  it('is asked once, as by JSON.stringify', () => {
    const { channel, send, sent } = runData();
    channel.open();
    const changes = {
      pending: [1, 2],
      toJSON() {
        return this.pending.splice(0);
      },
    };
    send(changes);
    expect(sent()).toEqual(['[1,2]']);
  });
  it('is written as JSON.stringify does, whatever it gives', () => {
    const { channel, send, sent } = runData();
    channel.open();
    const all = [
      new Date(0),
      { toJSON: () => new Date(0) },
      {
        a: 1,
        toJSON() {
          return this;
        },
      },
      { toJSON: (key: string) => `key ${key}` },
    ];
    send(...all);
    expect(sent()).toEqual(all.map((each) => JSON.stringify(each)));
  });
});
