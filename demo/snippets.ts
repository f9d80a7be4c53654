import { element } from './dom.js';

/** The lines of code behind what the page just did. */
export interface Snippet {
  readonly title: string;
  readonly code: string;
}

export type Explain = (snippet: Snippet) => void;

export const snippets = {
  start: (me: string, id: string): Snippet => ({
    title: `${me} goes online`,
    code: `import { Peer } from 'rxpeer';

const ${me} = new Peer('${id}', options);
${me}.status$.subscribe(showStatus);
${me}.open$.subscribe(showId);`,
  }),
  connect: (me: string, other: string, id: string): Snippet => ({
    title: `${me} connects to ${other}`,
    code: `// ${me}
const connection = ${me}.connect('${id}', {
  reliable: true,
});
connection.open$.subscribe(enableChat);
connection.data$.subscribe(showMessage);

// ${other}
${other}.connection$
  .pipe(mergeMap(({ data$ }) => data$))
  .subscribe(showMessage);`,
  }),
  send: (me: string): Snippet => ({
    title: `${me} sends a message`,
    code: `connection.send(text);

// the other side
connection.data$.subscribe(showMessage);`,
  }),
  close: (me: string): Snippet => ({
    title: `${me} closes the connection`,
    code: `connection.close();

// both sides: close$ emits once,
// then every stream of it completes
connection.close$.subscribe(disableChat);`,
  }),
  file: (me: string, other: string): Snippet => ({
    title: `${me} sends a file`,
    code: `// a connection while it takes
openConnection(${me}, ${other}Id, {
  reliable: true,
  metadata: { name, size, type },
})
  .pipe(mergeMap(sendChunks))
  .subscribe(showProgress);

// each chunk, when the last one has gone
connection.send(bytes);
connection.bufferSize$
  .pipe(first((waiting) => waiting === 0))
  .subscribe(sendNext);`,
  }),
  call: (me: string, other: string): Snippet => ({
    title: `${me} calls ${other}`,
    code: `// ${me}
const call = ${me}.call(${other}Id, camera);
call.stream$.subscribe(showVideo);

// ${other}
${other}.call$.subscribe(askToAnswer);`,
  }),
  answer: (me: string): Snippet => ({
    title: `${me} answers`,
    code: `call.answer(camera);
call.stream$.subscribe(showVideo);
call.close$.subscribe(hangUp);`,
  }),
  hangUp: (me: string): Snippet => ({
    title: `${me} hangs up`,
    code: `call.close();

// both sides: close$ emits once,
// then every stream of it completes
call.close$.subscribe(hideVideos);`,
  }),
  disconnect: (me: string): Snippet => ({
    title: `${me} leaves the server; connections live on`,
    code: `${me}.disconnect();

${me}.disconnected$.subscribe(offerReconnect);`,
  }),
  reconnect: (me: string): Snippet => ({
    title: `${me} returns to the server, under the same id`,
    code: `${me}.reconnect();

${me}.status$.subscribe(showStatus); // reconnecting, open`,
  }),
  destroy: (me: string): Snippet => ({
    title: `${me} is over for good, with all its connections`,
    code: `${me}.destroy();

// close$ emits once, then everything completes
${me}.close$.subscribe(offerNewPeer);`,
  }),
};

const TOKEN = /(?<comment>\/\/.*)|(?<string>'[^']*')|(?<stream>\b\w+\$)/g;

/** Code as text and spans: comments, strings and streams stand out. */
const highlighted = (code: string): readonly (Node | string)[] => {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const { index, 0: text, groups } of code.matchAll(TOKEN)) {
    const className = Object.entries(groups ?? {}).find(([, found]) => found !== undefined)?.[0] ?? '';
    parts.push(code.slice(end, index), element('span', { className }, text));
    end = index + text.length;
  }
  return [...parts, code.slice(end)];
};

/** Shows a snippet in the page. */
export const explainIn =
  (title: HTMLElement, code: HTMLElement): Explain =>
  (snippet) => {
    title.textContent = snippet.title;
    code.replaceChildren(...highlighted(snippet.code));
  };
