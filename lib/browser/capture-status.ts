type Capture = 'camera' | 'microphone';

const asked = new Map<Capture, Promise<PermissionStatus>>();

/** What the user has decided about camera and microphone. Asked once: Chromium (156) never lets go of an answer. */
export const captureStatus = {
  of: (name: Capture): Promise<PermissionStatus> => {
    const status = asked.get(name) ?? navigator.permissions.query({ name });
    asked.set(name, status);
    return status;
  },
  /** Asks anew next time. For specs, which have browsers of their own. */
  forget: (): void => {
    asked.clear();
  },
};
