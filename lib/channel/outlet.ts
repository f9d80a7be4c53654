import type { DataChannel } from '../ports/data-channel.js';

/** What `sendPaced` needs of a channel. */
export type Outlet = Pick<DataChannel, 'bufferedAmount' | 'closed$' | 'countWaiting' | 'drained$' | 'send'>;
