import * as shims from 'webrtc-adapter/dist/common_shim.js';
import * as utilities from 'webrtc-adapter/dist/utils.js';

/** A browser's name and main version as webrtc-adapter tells them; `null` where it cannot. */
export interface BrowserDetails {
  readonly browser: string;
  readonly version: number | null;
}

/** Which browser this is. */
export const detectBrowser = (): BrowserDetails =>
  utilities.detectBrowser(typeof window === 'undefined' ? undefined : window);

/**
 * Of webrtc-adapter what browsers that run this code may still lack: `connectionState`, which Firefox has from version 113
 * on. Does nothing where it is there, so it may be called any number of times.
 */
export const levelOut = (): void => {
  if (typeof window !== 'undefined') shims.shimConnectionState(window);
};
