/** Lets the reader keep bytes as a file: the browser's own download, or the window's save dialog. */
export function saveBlob(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has begun by then; the address would otherwise hold the bytes for the life of the page.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A canvas as PNG. Throws when the browser cannot make one. */
export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The browser made no picture.'))), 'image/png'),
  );
}
