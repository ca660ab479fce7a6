/** Digits that fit a 32-bit integer whatever they are. */
const HEAD_DIGITS = 9;
/** Powers of ten that are exact as doubles. */
const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const MAX_EXACT_POWER = powers.length - 1;
const SPLITTER = 2 ** 27 + 1;
const powersHigh = powers.map(highPart);
const ZERO = 48;
const MINUS = 45;
const PLUS = 43;

/**
 * Reads a plain decimal number (sign, digits, one `point`) from UTF-8 bytes, puts the double nearest to it, the one `Number` gives,
 * into `out[at]` and returns the place behind it. -1 for everything else, exponents and more than 18 digits included. No text is made:
 * this is what makes large tables fast.
 */
export function readNumber(bytes: Uint8Array, from: number, point: number, out: Float64Array, at: number): number {
  let p = from;
  const sign = bytes[p]!;
  if (sign === MINUS || sign === PLUS) p += 1;
  const start = p;
  let head = 0;
  // A byte XOR 48 is at most 9 for the digits only. The product may overflow: then there are too many digits, which is seen below.
  let digit = bytes[p]! ^ ZERO;
  while (digit <= 9) {
    head = (Math.imul(head, 10) + digit) | 0;
    digit = bytes[++p]! ^ ZERO;
  }
  const whole = p - start;
  let decimals = 0;
  let tail = 0;
  let tailDigits = 0;
  if (bytes[p] === point) {
    digit = bytes[++p]! ^ ZERO;
    const headEnd = start + 1 + HEAD_DIGITS;
    while (digit <= 9 && p < headEnd) {
      head = (Math.imul(head, 10) + digit) | 0;
      digit = bytes[++p]! ^ ZERO;
    }
    const tailFrom = p;
    while (digit <= 9) {
      tail = (Math.imul(tail, 10) + digit) | 0;
      digit = bytes[++p]! ^ ZERO;
    }
    tailDigits = p - tailFrom;
    decimals = p - start - whole - 1;
  }
  if (whole + decimals === 0) return -1;
  let value: number;
  if (whole > HEAD_DIGITS || tailDigits > HEAD_DIGITS) value = longNumber(bytes, start, whole + decimals, decimals);
  else value = tailDigits === 0 ? head / powers[decimals]! : quotient(head, tail, tailDigits, decimals);
  // Not a number: too long, or too near the middle between two doubles.
  if (value !== value) return -1;
  out[at] = sign === MINUS ? -value : value;
  return p;
}

/** The number of `digits` digits, perhaps with a point among them, that begins at `start`; NaN where it must be read in another way. */
function longNumber(bytes: Uint8Array, start: number, digits: number, decimals: number): number {
  if (decimals > MAX_EXACT_POWER) return NaN;
  let p = start;
  // Zeros before the first other digit do not count.
  let left = digits;
  while (left > 0 && (bytes[p] === ZERO || (bytes[p]! ^ ZERO) > 9)) {
    if (bytes[p] === ZERO) left -= 1;
    p += 1;
  }
  const headDigits = Math.min(left, HEAD_DIGITS);
  const tailDigits = left - headDigits;
  if (tailDigits > HEAD_DIGITS) return NaN;
  let head = 0;
  let tail = 0;
  for (let taken = 0; taken < left; p++) {
    const digit = bytes[p]! ^ ZERO;
    // The point.
    if (digit > 9) continue;
    if (taken < headDigits) head = (Math.imul(head, 10) + digit) | 0;
    else tail = (Math.imul(tail, 10) + digit) | 0;
    taken += 1;
  }
  return quotient(head, tail, tailDigits, decimals);
}

/** (head · 10^tailDigits + tail) / 10^decimals, rounded once; NaN where double-double arithmetic cannot decide. */
function quotient(head: number, tail: number, tailDigits: number, decimals: number): number {
  // At most 30 + 21 significant bits: exact.
  const high = head * powers[tailDigits]!;
  const sum = high + tail;
  const low = tail - (sum - high);
  const divisor = powers[decimals]!;
  if (low === 0 && sum <= Number.MAX_SAFE_INTEGER) return sum / divisor;
  const first = sum / divisor;
  const correction = (remainder(sum, first, decimals) + low) / divisor;
  const rounded = first + correction;
  const isDecided = first + correction * (1 + 2 ** -40) === rounded && first + correction * (1 - 2 ** -40) === rounded;
  return isDecided ? rounded : NaN;
}

/** sum − quotient · 10^decimals without a rounding error (Dekker). */
function remainder(sum: number, quotient: number, decimals: number): number {
  const divisor = powers[decimals]!;
  const divisorHigh = powersHigh[decimals]!;
  const divisorLow = divisor - divisorHigh;
  const quotientHigh = highPart(quotient);
  const quotientLow = quotient - quotientHigh;
  const product = quotient * divisor;
  const lost = quotientHigh * divisorHigh - product + quotientHigh * divisorLow + quotientLow * divisorHigh;
  return sum - product - (lost + quotientLow * divisorLow);
}

/** The upper half of a double's digits. */
function highPart(value: number): number {
  const scaled = SPLITTER * value;
  return scaled - (scaled - value);
}
