/** Memory that nobody touches, so it takes next to no time and no room, and that the browser's collector counts all the same. */
export const allocate = (bytes: number): ArrayBuffer | undefined => {
  try {
    return new ArrayBuffer(bytes);
  } catch {
    return undefined; // there is no room for it, so the browser has just looked for garbage
  }
};
