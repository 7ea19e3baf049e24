// What this package uses of its toolchain, which ships no types.
declare module "ffjavascript" {
  type Element = Uint8Array;
  type Field = { e(value: bigint): Element; w: readonly Element[]; toObject(element: Element): bigint };
  type Group = {
    readonly g: Element;
    timesFr(point: Element, scalar: Element): Element;
    toAffine(point: Element): Element;
    toObject(point: Element): unknown;
    toRprLEM(buffer: Uint8Array, offset: number, point: Element): void;
    readonly F: { readonly n8: number };
  };
  export type Curve = {
    readonly q: bigint;
    readonly r: bigint;
    readonly Fr: Field;
    readonly G1: Group;
    readonly G2: Group;
    terminate(): Promise<void>;
  };
  export const getCurveFromName: (name: "bn128", options?: { singleThread?: boolean }) => Promise<Curve>;
}

declare module "snarkjs" {
  export type MemoryFile = { readonly type: "mem"; data?: Uint8Array };
  export type Groth16Proof = {
    readonly pi_a: readonly [string, string, string];
    readonly pi_b: readonly [readonly [string, string], readonly [string, string], readonly [string, string]];
    readonly pi_c: readonly [string, string, string];
  };
  export type Groth16Key = {
    readonly nPublic: number;
    readonly vk_alpha_1: readonly string[];
    readonly vk_beta_2: readonly (readonly string[])[];
    readonly vk_gamma_2: readonly (readonly string[])[];
    readonly vk_delta_2: readonly (readonly string[])[];
    readonly IC: readonly (readonly string[])[];
  };
  type File = string | MemoryFile | Uint8Array;
  type Logger = {
    info(text: string): void;
    warn(text: string): void;
    error(text: string): void;
    debug(text: string): void;
  };
  export const groth16: {
    prove(
      zkey: File,
      witness: File,
      logger?: Logger,
      options?: { readonly singleThread: boolean },
    ): Promise<{ proof: Groth16Proof; publicSignals: readonly string[] }>;
    verify(key: Groth16Key, signals: readonly string[], proof: Groth16Proof): Promise<boolean>;
  };
  export const zKey: {
    newZKey(r1cs: File, ptau: File, zkey: File, logger?: Logger): Promise<Uint8Array | -1>;
    contribute(
      from: File,
      to: File,
      name: string,
      entropy: string,
      logger?: Logger,
    ): Promise<Uint8Array | false>;
    beacon(
      from: File,
      to: File,
      name: string,
      beacon: string,
      power: number,
      logger?: Logger,
    ): Promise<Uint8Array>;
    verifyFromR1cs(r1cs: File, ptau: File, zkey: File, logger?: Logger): Promise<boolean>;
    exportVerificationKey(zkey: File, logger?: Logger): Promise<Groth16Key>;
  };
  export const powersOfTau: {
    newAccumulator(curve: unknown, power: number, to: File, logger?: Logger): Promise<Uint8Array>;
    beacon(
      from: File,
      to: File,
      name: string,
      beacon: string,
      power: number,
      logger?: Logger,
    ): Promise<Uint8Array>;
    preparePhase2(from: File, to: File, logger?: Logger): Promise<void>;
  };
}

// The part of WebAssembly that runs a witness calculator; it comes with the browser's types otherwise.
declare namespace WebAssembly {
  type Module = object;
  const compile: (bytes: Uint8Array) => Promise<Module>;
  const Instance: new (
    module: Module,
    imports: Readonly<Record<string, object>>,
  ) => { readonly exports: object };
}
