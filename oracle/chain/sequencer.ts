import { AbiCoder, type JsonRpcProvider } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { Head } from "../domain/ports.ts";

/** Whether people can reach a rollup: Chainlink's uptime feed, as contracts/libraries/SequencerUptime.sol reads it. */
export type Sequencer = {
  /** Reads the feed as of a block. */
  readonly look: (provider: JsonRpcProvider, head: Head) => Promise<void>;
  /** False while the sequencer is down, and for the grace period after it is back. True without a feed. */
  readonly isOpen: () => boolean;
};

export type SequencerRules = {
  readonly sequencerUptimeFeed?: Hex | undefined;
  readonly sequencerGraceSeconds: number;
};

const LATEST_ROUND_DATA = "0xfeaf968c";
const ROUND = ["uint80", "int256", "uint256", "uint256", "uint80"];
const ROUND_CHARS = 2 + 5 * 64;
const UP = 0n;

export const createSequencer = ({
  sequencerUptimeFeed: to,
  sequencerGraceSeconds: grace,
}: SequencerRules): Sequencer => {
  let isOpen = true;
  return {
    look: async (provider, head) => {
      if (to === undefined) return;
      const call = { to, data: LATEST_ROUND_DATA };
      const answer: unknown = await provider.send("eth_call", [call, "latest"]);
      isOpen = isOpenBy(answer, head.timestamp, grace);
    },
    isOpen: () => isOpen,
  };
};

/** A feed that does not answer in its shape closes nothing: a dead feed must not stop a node for good. */
const isOpenBy = (answer: unknown, now: number, grace: number): boolean => {
  if (typeof answer !== "string" || answer.length < ROUND_CHARS) return true;
  const [, state, since] = AbiCoder.defaultAbiCoder().decode(ROUND, answer) as unknown as readonly bigint[];
  if (state === undefined || since === undefined || since > BigInt(now)) return true;
  return state === UP && since > 0n && BigInt(now) > since + BigInt(grace);
};
