import { Interface } from "ethers";
import type { Chain } from "./chain.ts";
import { compile } from "./peers/compile.ts";
import { collect, entry } from "./peers/sources.ts";

const PROBE = new Interface([
  "function gasOf(address target, bytes data) view returns (uint256 used, bytes result)",
]);

/** Gas that a cold STATICCALL with this calldata costs another contract. `expected` is the whole result. */
export const coldCall = async (
  chain: Chain,
  target: string,
  data: string,
  expected: string,
): Promise<number> => {
  const { code } = compile(collect(entry("bench/gas/peers/contracts/Probe.sol")), "viaIR");
  const probe = await chain.deploy(code("Probe"));
  const answer = await chain.call(
    await probe.getAddress(),
    PROBE.encodeFunctionData("gasOf", [target, data]),
  );
  const [used, result] = PROBE.decodeFunctionResult("gasOf", answer) as unknown as [bigint, string];
  if (result !== expected) throw new Error(`A probed call answered ${result}, not ${expected}`);
  return Number(used);
};

/** The ABI encoding of `true`. */
export const TRUE = `0x${"1".padStart(64, "0")}`;
