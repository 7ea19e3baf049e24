/** What the prover's process reads. Field elements in decimal. */
export type ProverOrder = {
  readonly wasmFile: string;
  readonly provingKeyFile: string;
  readonly input: {
    readonly shifted: readonly number[];
    readonly inputSalt: string;
    readonly outputSalt: string;
    readonly binding: string;
  };
};

/** What it writes. */
export type ProverAnswer =
  | { readonly ok: true; readonly proof: `0x${string}`; readonly publicSignals: readonly string[] }
  | { readonly ok: false; readonly reason: string };
