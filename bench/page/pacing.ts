/** Bytes that a channel may hold before its sender waits, and down to which it then waits. */
const HIGH_WATER_MARK = 262_144;
const LOW_WATER_MARK = 65_536;

export const isFull = (channel: RTCDataChannel): boolean => channel.bufferedAmount > HIGH_WATER_MARK;

/** Ends when the channel has drained to the low mark. */
export const drained = (channel: RTCDataChannel): Promise<void> => {
  channel.bufferedAmountLowThreshold = LOW_WATER_MARK;
  return new Promise((resolve) => {
    channel.addEventListener('bufferedamountlow', () => resolve(), { once: true });
  });
};
