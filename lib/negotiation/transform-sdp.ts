import type { Description } from '../ports/peer-connection.js';

/** The application's hook on the SDP of an offer or an answer. What it returns is used, unless it is empty. */
export type SdpTransform = (sdp: string) => string | undefined;

/** Applies the application's hook. Throws what the hook throws. */
export const transformSdp = (description: Description, transform: SdpTransform): Description => ({
  ...description,
  sdp: transform(description.sdp) || description.sdp,
});
