// msgpackr types its builds for Node and browsers alone. What is used of the one that never makes code from text:

declare module 'msgpackr/index-no-eval' {
  interface PackrOptions {
    readonly useRecords: false;
    readonly variableMapSize: boolean;
    readonly useToJSON: boolean;
    readonly useBigIntExtension: boolean;
    readonly copyBuffers: boolean;
  }

  export class Packr {
    constructor(options: PackrOptions);
    pack(value: unknown): Uint8Array<ArrayBuffer>;
    unpack(bytes: Uint8Array): unknown;
    /** Writes into this memory from now on, until it is full. */
    useBuffer(bytes: Uint8Array): void;
  }
}
