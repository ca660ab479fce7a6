/* Normal noise from the counter-based generator of src-shared/random, in float64 as there. */

const fullTurn: f64 = 6.283185307179586;

function lowbias32(value: u32): u32 {
  value ^= value >> 16;
  value *= 0x7feb352d;
  value ^= value >> 15;
  value *= 0x846ca68b;
  return value ^ (value >> 16);
}

/** Number `index` of a stream, uniform in [0, 1) with 53 bits. */
function uniform(index: u32, k1: u32, k2: u32): f64 {
  const high = lowbias32(lowbias32(2 * index + k1) ^ k2) >> 5;
  const low = lowbias32(lowbias32(2 * index + 1 + k1) ^ k2) >> 6;
  return (<f64>high * 67108864 + <f64>low) / 9007199254740992;
}

/** y[i] = x[i] + deviation · normal(i), by Box and Muller; y may be x. */
export function addNoise(x: usize, y: usize, count: i32, k1: u32, k2: u32, deviation: f64): void {
  for (let index = 0; index < count; index++) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform(2 * index, k1, k2)));
    const normal = radius * Math.cos(fullTurn * uniform(2 * index + 1, k1, k2));
    store<f32>(y, <f32>(<f64>load<f32>(x) + deviation * normal));
    x += 4;
    y += 4;
  }
}
