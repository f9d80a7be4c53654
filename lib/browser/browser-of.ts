/** A browser by its documented name, and its main version; 0 where that is unknown. */
export interface Browser {
  readonly name: string;
  readonly version: number;
}

/** No browser that WebRTC is known to work in, in PeerJS's words. */
export const UNSUPPORTED: Browser = { name: 'Not a supported browser.', version: 0 };

/** By what browsers call themselves. The first that fits counts: most call themselves by some of those that follow, too. */
const NAMES: readonly (readonly [name: string, token: RegExp])[] = [
  ['edge', / Edg(?:e|A|iOS)?\/(\d+)/],
  ['firefox', /Firefox\/(\d+)/],
  ['chrome', /Chrom(?:e|ium)\/(\d+)/],
  ['safari', /AppleWebKit\/(\d+)/], // the version of WebKit, which all browsers of an iPhone have
];

/** Which browser calls itself so. */
export const browserOf = (userAgent: string): Browser => {
  const found = NAMES.flatMap(([name, token]) => {
    const version = token.exec(` ${userAgent}`)?.[1];
    return version === undefined ? [] : { name, version: Number(version) };
  });
  return found[0] ?? UNSUPPORTED;
};
