/* Average-pooling. Places outside the picture do not count: the mean is over those inside. */

/** y = the mean of every window. */
export function averagePool2d(
  x: usize,
  y: usize,
  pictures: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
): void {
  for (let picture = 0; picture < pictures; picture++) {
    for (let row = 0; row < outHeight; row++) {
      const firstY = max(row * strideY - padTop, 0);
      const rows = min(row * strideY - padTop + kernelHeight, height) - firstY;
      for (let column = 0; column < outWidth; column++) {
        const firstX = max(column * strideX - padLeft, 0);
        const columns = min(column * strideX - padLeft + kernelWidth, width) - firstX;
        const source = x + ((<usize>((firstY * width + firstX) * channels)) << 2);
        averageWindow(source, y, channels, rows, columns, width);
        y += (<usize>channels) << 2;
      }
    }
    x += (<usize>(height * width * channels)) << 2;
  }
}

function averageWindow(source: usize, y: usize, channels: i32, rows: i32, columns: i32, width: i32): void {
  const columnBytes = (<usize>channels) << 2;
  const rowBytes = <usize>width * columnBytes;
  const share: f32 = <f32>1 / <f32>(rows * columns);
  let channel = 0;
  for (; channel + 4 <= channels; channel += 4) {
    let sum = f32x4.splat(0);
    for (let row = 0; row < rows; row++) {
      let place = source + <usize>row * rowBytes;
      for (let column = columns; column > 0; column--) {
        sum = f32x4.add(sum, v128.load(place));
        place += columnBytes;
      }
    }
    v128.store(y, f32x4.mul(sum, f32x4.splat(share)));
    source += 16;
    y += 16;
  }
  for (; channel < channels; channel++) {
    let sum: f32 = 0;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        sum += load<f32>(source + <usize>row * rowBytes + <usize>column * columnBytes);
      }
    }
    store<f32>(y, sum * share);
    source += 4;
    y += 4;
  }
}

/** dx = the share of dy of every window that covers the place; added up where windows overlap. */
export function averagePool2dGradient(
  dy: usize,
  dx: usize,
  pictures: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const pictureBytes = (<usize>(height * width * channels)) << 2;
  for (let picture = 0; picture < pictures; picture++) {
    memory.fill(dx, 0, pictureBytes);
    for (let row = 0; row < outHeight; row++) {
      const firstY = max(row * strideY - padTop, 0);
      const rows = min(row * strideY - padTop + kernelHeight, height) - firstY;
      for (let column = 0; column < outWidth; column++) {
        const firstX = max(column * strideX - padLeft, 0);
        const columns = min(column * strideX - padLeft + kernelWidth, width) - firstX;
        const target = dx + ((<usize>((firstY * width + firstX) * channels)) << 2);
        shareOut(dy, target, channels, rows, columns, width);
        dy += (<usize>channels) << 2;
      }
    }
    dx += pictureBytes;
  }
}

function shareOut(dy: usize, target: usize, channels: i32, rows: i32, columns: i32, width: i32): void {
  const columnBytes = (<usize>channels) << 2;
  const rowBytes = <usize>width * columnBytes;
  const share: f32 = <f32>1 / <f32>(rows * columns);
  let channel = 0;
  for (; channel + 4 <= channels; channel += 4) {
    const part = f32x4.mul(v128.load(dy), f32x4.splat(share));
    for (let row = 0; row < rows; row++) {
      let place = target + <usize>row * rowBytes;
      for (let column = columns; column > 0; column--) {
        v128.store(place, f32x4.add(v128.load(place), part));
        place += columnBytes;
      }
    }
    dy += 16;
    target += 16;
  }
  for (; channel < channels; channel++) {
    const part = load<f32>(dy) * share;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const place = target + <usize>row * rowBytes + <usize>column * columnBytes;
        store<f32>(place, load<f32>(place) + part);
      }
    }
    dy += 4;
    target += 4;
  }
}
