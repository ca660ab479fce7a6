/** The part of gifenc that we use; the package brings no types. */
declare module 'gifenc' {
  type Colors = readonly (readonly number[])[];

  interface FrameOptions {
    /** Of the first frame: that of all. */
    readonly palette?: Colors;
    readonly transparent?: boolean;
    readonly transparentIndex?: number;
    readonly delay?: number;
    /** Of the first frame: 0 for ever. */
    readonly repeat?: number;
    /** 1: the frame stays and the next one is drawn over it. */
    readonly dispose?: number;
  }

  interface Encoder {
    writeFrame(indices: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array<ArrayBuffer>;
  }

  export function GIFEncoder(): Encoder;
  export function quantize(rgba: Uint8Array, count: number): Colors;
}
