import type { Window } from './convolution.ts';

/** What of a window decides a program over it: all but how many pictures there are. */
export function windowKey(window: Window): string {
  const { padInfo } = window;
  return [
    window.inHeight,
    window.inWidth,
    window.inChannels,
    window.outHeight,
    window.outWidth,
    window.outChannels,
    window.filterHeight,
    window.filterWidth,
    window.strideHeight,
    window.strideWidth,
    window.dilationHeight,
    window.dilationWidth,
    padInfo.top,
    padInfo.left,
  ].join();
}
