import { signed, unsigned, type Code, type Local } from './wasmModule.ts';

/** Instructions of WebAssembly with 128-bit SIMD, by their names in the specification. Operands are taken from the stack. */

const simd = (opcode: number, ...immediate: number[]): Code => [0xfd, ...unsigned(opcode), ...immediate];
/** Alignment as a power of two (a hint), then the offset in bytes. */
const place = (alignment: number, offset: number): number[] => [alignment, ...unsigned(offset)];

export const get = (local: Local): Code => [0x20, local];
export const set = (local: Local): Code => [0x21, local];
export const tee = (local: Local): Code => [0x22, local];
export const drop: Code = [0x1a];
export const call = (index: number): Code => [0x10, ...unsigned(index)];

export const i32Const = (value: number): Code => [0x41, ...signed(value)];
export const i32Add: Code = [0x6a];
export const i32LessUnsigned: Code = [0x49];
export const f32Const = (value: number): Code => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)];
export const f64Add: Code = [0xa0];
export const f64Mul: Code = [0xa2];
export const f32DemoteF64: Code = [0xb6];
export const f64PromoteF32: Code = [0xbb];

export const v128Load = (offset: number): Code => simd(0x00, ...place(4, offset));
export const v128Store = (offset: number): Code => simd(0x0b, ...place(4, offset));
/** One float into lane 0, zeros beside it. */
export const v128Load32Zero: Code = simd(0x5c, ...place(2, 0));
export const v128StoreLane0: Code = simd(0x5a, ...place(2, 0), 0);
export const f32x4Const = (value: number): Code => {
  const one = new Uint8Array(Float32Array.of(value).buffer);
  return simd(0x0c, ...one, ...one, ...one, ...one);
};
export const i32x4Splat = simd(0x11);
export const f32x4Splat = simd(0x13);
export const f32x4ExtractLane = (lane: number): Code => simd(0x1f, lane);
export const f32x4ReplaceLane = (lane: number): Code => simd(0x20, lane);
export const f64x2ExtractLane = (lane: number): Code => simd(0x21, lane);
/** The upper half of the vector below, in both halves. */
export const upperHalf = simd(0x0d, ...[8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]);
export const f32x4Less = simd(0x43);
export const f32x4Greater = simd(0x44);
export const v128And = simd(0x4e);
export const v128BitSelect = simd(0x52);
export const f64x2PromoteLow = simd(0x5f);
export const f32x4Abs = simd(0xe0);
export const f32x4Sqrt = simd(0xe3);
export const f32x4Add = simd(0xe4);
export const f32x4Sub = simd(0xe5);
export const f32x4Mul = simd(0xe6);
export const f32x4Div = simd(0xe7);
export const f32x4Min = simd(0xe8);
export const f32x4Max = simd(0xe9);
/** b < a ? b : a, and a < b ? b : a: one instruction of the processor, where Min and Max take many to pass on what is not a number. */
export const f32x4PseudoMin = simd(0xea);
export const f32x4PseudoMax = simd(0xeb);
export const f64x2Add = simd(0xf0);
export const f64x2Mul = simd(0xf2);

/** Repeats `body` as long as at least `step` are left in `count`, which it counts down. */
export function loopWhileLeft(count: Local, step: number, body: Code): Code {
  return [
    ...[0x02, 0x40, 0x03, 0x40],
    ...get(count),
    ...i32Const(step),
    ...i32LessUnsigned,
    ...[0x0d, 1],
    ...body,
    ...advance(count, -step),
    ...[0x0c, 0, 0x0b, 0x0b],
  ];
}

/** local ← local + amount. */
export function advance(local: Local, amount: number): Code {
  return [...get(local), ...i32Const(amount), ...i32Add, ...set(local)];
}
