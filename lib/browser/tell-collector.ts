/**
 * Has the browser look for garbage after each `period` of an amount. It does so when scripts have allocated so much, and
 * takes what hangs on an object of the platform, bytes from the network or a whole peer connection, for little or nothing.
 * So something is allocated that nobody touches, which takes next to no time, and no memory.
 *
 * @param bytes - how much. A small amount counts with others of its kind; 64 MiB have Chromium look at once
 */
export const tellCollector = (period: number, bytes: number): ((amount: number) => void) => {
  const untold = { amount: 0 };
  return (amount) => {
    untold.amount += amount;
    if (untold.amount < period) return;
    untold.amount = 0;
    try {
      new ArrayBuffer(bytes);
    } catch {
      // There is no room for it, so the browser has just looked.
    }
  };
};
