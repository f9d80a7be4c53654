import { Registry } from '../../lib/core/registry.js';

const connection = (peer: string, connectionId: string) => ({ peer, connectionId });

describe('Registry', () => {
  const bob1 = connection('bob', 'dc_1');
  const bob2 = connection('bob', 'dc_2');
  const eve1 = connection('eve', 'dc_1');
  const filled = () => {
    const registry = new Registry<ReturnType<typeof connection>>();
    for (const item of [bob1, eve1, bob2]) registry.add(item);
    return registry;
  };

  it('is empty at first', () => {
    const registry = new Registry();
    expect(registry.all()).toEqual([]);
    expect(registry.of('bob')).toEqual([]);
    expect(registry.get('bob', 'dc_1')).toBeUndefined();
    expect(Object.keys(registry.toObject())).toEqual([]);
  });

  it('finds by peer and connection', () => {
    expect(filled().get('bob', 'dc_1')).toBe(bob1);
    expect(filled().get('eve', 'dc_1')).toBe(eve1);
    expect(filled().get('eve', 'dc_2')).toBeUndefined();
    expect(filled().of('bob')).toEqual([bob1, bob2]);
    expect(filled().all()).toEqual([bob1, bob2, eve1]);
    expect(filled().peers()).toEqual(['bob', 'eve']);
  });

  it('removes what is there, and only that', () => {
    const registry = filled();
    registry.remove(bob1);
    registry.remove(bob1);
    registry.remove(connection('eve', 'dc_1')); // another one of that name
    registry.remove(connection('mallory', 'dc_1'));
    expect(registry.all()).toEqual([bob2, eve1]);
    registry.remove(eve1);
    expect(Object.keys(registry.toObject())).toEqual(['bob']);
  });

  it('lists copies: whoever empties what is listed empties nothing else', () => {
    const registry = filled();
    for (const item of registry.of('bob')) registry.remove(item);
    expect(registry.all()).toEqual([eve1]);
    registry.all().length = 0;
    registry.toObject()['eve']?.pop();
    expect(registry.all()).toEqual([eve1]);
  });

  it('is not fooled by names that every object has', () => {
    const registry = new Registry<ReturnType<typeof connection>>();
    expect(registry.toObject()['constructor']).toBeUndefined();
    expect(registry.get('constructor', 'toString')).toBeUndefined();
    const item = connection('__proto__', '__proto__');
    registry.add(item);
    expect(registry.get('__proto__', '__proto__')).toBe(item);
    expect(Object.entries(registry.toObject())).toEqual([['__proto__', [item]]]);
    expect(({} as { peer?: string }).peer).toBeUndefined();
  });
});
