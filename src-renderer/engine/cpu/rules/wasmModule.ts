/** Types of values in WebAssembly, as far as used. */
export type ValueType = 'i32' | 'f32' | 'f64' | 'v128';

/** A parameter or local variable, known by identity; its number is assigned when the function is written. */
export interface Local {
  readonly type: ValueType;
}

/** Instructions: bytes, and locals that stand for their numbers. */
export type Code = readonly (number | Local)[];

export interface Signature {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** A function of the module, exported under its name. Locals that are no parameters are declared where the body mentions them. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly Local[];
  readonly results: readonly ValueType[];
  readonly body: Code;
}

/** A function taken from outside (module `host`); calls number imports first, in this order. */
export interface WasmImport extends Signature {
  readonly name: string;
}

const typeBytes = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const satisfies Record<ValueType, number>;

/** A whole number ≥ 0 in LEB128. */
export function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** A whole number of 32 bits with its sign in LEB128. */
export function signed(value: number): number[] {
  const isLast = value >= -0x40 && value < 0x40;
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}

/**
 * The bytes of a module (WebAssembly core specification, section 5) with these functions, working on one unshared memory that is imported
 * as `host.memory`.
 */
export function wasmModule(
  functions: readonly WasmFunction[],
  imports: readonly WasmImport[] = [],
): Uint8Array<ArrayBuffer> {
  const signatures = [...imports, ...functions.map(signatureOf)];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, signatures.map(functionType)),
    ...section(2, [memoryImport(), ...imports.map(functionImport)]),
    ...section(
      3,
      functions.map((_, i) => unsigned(imports.length + i)),
    ),
    ...section(
      7,
      functions.map(({ name }, i) => [...text(name), 0x00, ...unsigned(imports.length + i)]),
    ),
    ...section(
      10,
      functions.map((one) => sized(functionBody(one))),
    ),
  ]);
}

function signatureOf({ parameters, results }: WasmFunction): Signature {
  return { parameters: parameters.map(({ type }) => type), results };
}

function functionType({ parameters, results }: Signature): number[] {
  return [
    0x60,
    ...vector(parameters.map((type) => [typeBytes[type]])),
    ...vector(results.map((type) => [typeBytes[type]])),
  ];
}

function memoryImport(): number[] {
  return [...text('host'), ...text('memory'), 0x02, 0x00, 0x01];
}

function functionImport({ name }: WasmImport, index: number): number[] {
  return [...text('host'), ...text(name), 0x00, ...unsigned(index)];
}

function functionBody({ parameters, body }: WasmFunction): number[] {
  const numbers = new Map(parameters.map((local, i) => [local, i]));
  const numberOf = (local: Local): number => {
    if (!numbers.has(local)) numbers.set(local, numbers.size);
    return numbers.get(local)!;
  };
  const code = body.flatMap((part) => (typeof part === 'number' ? [part] : unsigned(numberOf(part))));
  const locals = [...numbers.keys()].slice(parameters.length);
  return [...vector(locals.map(({ type }) => [0x01, typeBytes[type]])), ...code, 0x0b];
}

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  return [id, ...sized(vector(entries))];
}

function vector(entries: readonly (readonly number[])[]): number[] {
  return [...unsigned(entries.length), ...entries.flat()];
}

function sized(bytes: readonly number[]): number[] {
  return [...unsigned(bytes.length), ...bytes];
}

function text(value: string): number[] {
  return sized([...new TextEncoder().encode(value)]);
}
