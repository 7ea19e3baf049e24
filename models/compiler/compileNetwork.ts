import { concat, getBytes, getCreate2Address, keccak256, toBeHex } from "ethers";
import type { Network } from "../../oracle/inference/network.ts";
import { encodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import type { Hex } from "../../standards/hex.ts";
import { dispatcherCode } from "./dispatcherCode.ts";
import { CodeTooLargeError } from "./errors.ts";
import { type LayerPlan, planLanes } from "./lanePlan.ts";
import { type Stage, stageCode, WHOLE } from "./stageCode.ts";
import { planStages } from "./stagePlan.ts";

const WORD_BYTES = 32;
/** PUSH2 length, DUP1, PUSH1 10, RETURNDATASIZE (0), CODECOPY, RETURNDATASIZE (0), RETURN: returns what follows. */
const initCodeOf = (code: Uint8Array): string =>
  concat(["0x61", toBeHex(code.length, 2), "0x80600a3d393df3", code]);

/** A network as contracts: one, or stages and the code that calls them. */
export type CompiledNetwork = { readonly networkHash: Hex; readonly plans: readonly LayerPlan[] } & (
  | { readonly kind: "single"; readonly code: Uint8Array }
  | {
      readonly kind: "chained";
      readonly stages: readonly Stage[];
      readonly codes: readonly Uint8Array[];
      /** Code of the executor, given who creates the stages. */
      readonly dispatcher: (assembler: Hex) => Uint8Array;
    }
);

/** Where an assembler creates the executor with this code. */
export const executorAddress = (assembler: Hex, networkHash: Hex, code: Uint8Array): Hex =>
  getCreate2Address(assembler, networkHash, keccak256(initCodeOf(code))) as Hex;

/** Where an assembler creates a stage. */
export const stageAddress = (assembler: Hex, networkHash: Hex, stage: number, code: Uint8Array): Hex => {
  const salt = keccak256(concat([networkHash, toBeHex(stage, WORD_BYTES)]));
  return getCreate2Address(assembler, salt, keccak256(initCodeOf(code))) as Hex;
};

const compileWhole = (plans: readonly LayerPlan[]): Uint8Array | undefined => {
  try {
    return stageCode(plans, WHOLE);
  } catch (error) {
    if (error instanceof CodeTooLargeError) return undefined;
    throw error;
  }
};

/** Network to runtime code, the same bytes every time and those that the assembler gives. */
export const compileNetwork = (network: Network): CompiledNetwork => {
  const file = encodeNetworkFile(network);
  const networkHash = keccak256(file) as Hex;
  const plans = planLanes(network);
  const code = compileWhole(plans);
  if (code !== undefined) return { networkHash, plans, kind: "single", code };
  const stages = planStages(plans, file.length);
  const codes = stages.map((stage) => stageCode(plans, stage));
  const dispatcher = (assembler: Hex): Uint8Array =>
    dispatcherCode(
      plans,
      stages,
      codes.map((stage, index) => getBytes(stageAddress(assembler, networkHash, index, stage))),
    );
  return { networkHash, plans, kind: "chained", stages, codes, dispatcher };
};
