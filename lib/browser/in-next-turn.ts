/** Does the work in the next turn of the event loop. A timer would be slowed down where the page is in the background. */
export const inNextTurn = (work: () => void): void => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    work();
  };
  port2.postMessage(undefined);
};
