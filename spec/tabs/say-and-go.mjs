/** In the page of the Peer `sender`: opens a connection, says so much as it opens, and flushes. What has gone wrong, when it is over. */
const inPage = (label, options, texts) =>
  new Promise((resolve) => {
    const errors = [];
    const connection = window.tab.peer('sender').connect('receiver', { label, ...options });
    connection.on('error', (error) => errors.push(String(error)));
    connection.on('close', () => resolve(errors));
    connection.on('open', () => {
      for (const text of texts) connection.send(text);
      connection.close({ flush: true });
    });
  });

/** Opens a connection from `sender` to `receiver`, says texts as it opens, and flushes. What the sender's end has told of errors. */
export const sayAndGo = (tab, label, options, texts) => tab.page.evaluate(inPage, label, options, texts);

/** What `receiver` has heard on a connection, once that is over. */
export async function heardIn(tab, label) {
  await tab.until(`receiver/${label}`, 'close');
  return (await tab.told(`receiver/${label}`, 'data')).map(({ detail }) => detail);
}
