/** A Peer of a tab. */
const endOf = ({ tab, id }, name) => ({ tab, name: `${id}/${name}` });

async function open(kind, from, to, name) {
  await from.tab.ask(kind === 'call' ? 'call' : 'connect', from.id, to.id, name);
  const ends = [endOf(from, name), endOf(to, name)];
  await Promise.all(ends.map((end) => end.tab.untilOpen(end.name)));
  return ends;
}

/**
 * Opens a data connection, or a call, from one Peer of a tab to one of another; resolves with both ends once they are open.
 * It may be waited for later.
 */
export function connect(kind, from, to, name = kind) {
  const opening = open(kind, from, to, name);
  opening.catch(() => undefined);
  return opening;
}

/** Says something at one end of a data connection, and waits for it at the other. */
async function say(from, to, text) {
  await from.tab.ask('send', from.name, text);
  await to.tab.until(to.name, 'data', ({ detail }) => detail === text);
}

/** Both ways. */
export async function exchange([one, other], text) {
  await say(one, other, text);
  await say(other, one, text);
}
