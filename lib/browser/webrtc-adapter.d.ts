// The modules of webrtc-adapter, which types only the whole of it.

declare module 'webrtc-adapter/dist/utils.js' {
  export function detectBrowser(window: Window | undefined): { browser: string; version: number | null };
}

declare module 'webrtc-adapter/dist/common_shim.js' {
  export function shimConnectionState(window: Window): void;
}
