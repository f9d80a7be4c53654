/** Whether this is the long form: `npm run soak`. */
export const isSoak = Boolean(process.env.RXPEER_SOAK);
