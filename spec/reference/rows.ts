import { connectAndCallRows } from './connect-rows.js';
import { connectionRows } from './connection-rows.js';
import { errorRows } from './error-rows.js';
import { peerEventRows } from './peer-event-rows.js';
import { peerRows } from './peer-rows.js';
import type { Row } from './row.js';

/** Every row of the API reference. */
export const ROWS: readonly Row[] = [
  ...peerRows,
  ...connectAndCallRows,
  ...peerEventRows,
  ...errorRows,
  ...connectionRows,
];
