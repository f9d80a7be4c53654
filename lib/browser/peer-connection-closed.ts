import { tellCollector } from './tell-collector.js';

/** Peer connections after which the collector is told of them. Well below Chromium's limit, which others on the page share. */
const PERIOD = 50;

/** Bytes that it is told of. Measured in Chromium 156: of 300 closed peer connections nothing is left some 60 ms later. */
const NOTICE_BYTES = 64 * 1_024 * 1_024;

const tell = tellCollector(PERIOD, NOTICE_BYTES);

/**
 * To be called for each peer connection that is closed. Chromium makes no more than 500 for a page, and counts a closed one
 * until it is collected, for which it sees no reason: without this a page that connects again and again, and does little
 * else, is refused the next one sooner or later. One count, as there is one limit, for all Peers of the page.
 */
export const peerConnectionClosed = (): void => {
  tell(1);
};
