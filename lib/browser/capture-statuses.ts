/** What the user has decided, as asked once in this page: Chromium (156) never lets go of an answer. */
export const captureStatuses = new Map<'camera' | 'microphone', Promise<PermissionStatus>>();
