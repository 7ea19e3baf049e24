// A chain of its own for questions by the hundred thousand: no limit of gas stands in the way of one large eth_call.
import { BrowserProvider } from "ethers";
import { network } from "hardhat";
import type { Hex } from "../../../standards/hex.ts";
import { ConsentDecisions__factory, ManyCalls__factory } from "../../../types/index.ts";
import { encodeManyCalls } from "./calls.ts";
import { NOBODY } from "./stock.ts";

const PLENTY = 1_000_000_000_000;
const WORD = 64;

/** The decision contract as it ships, and a way to ask one of its views many times at once. */
export const openRules = async () => {
  const connection = await network.create({
    network: "default",
    override: { blockGasLimit: PLENTY, transactionGasCap: PLENTY },
  });
  const provider = new BrowserProvider(connection.provider, undefined, {
    cacheTimeout: -1,
    pollingInterval: 10,
  });
  const deployer = await provider.getSigner();
  const decisions = await new ConsentDecisions__factory(deployer).deploy(NOBODY, NOBODY, NOBODY);
  const many = await new ManyCalls__factory(deployer).deploy();
  const [target, asker] = [(await decisions.getAddress()) as Hex, await many.getAddress()];

  /** Answers to `calls`, which are arguments in hex, each of so many words. */
  const ask = async (
    name: "decideOn" | "consentIdOf" | "requestHashOf",
    calls: readonly string[],
    wordsOfAnswer: number,
  ): Promise<string[]> => {
    const selector = decisions.interface.getFunction(name).selector.slice(2);
    const data = encodeManyCalls(
      target,
      calls.map((call) => selector + call),
      wordsOfAnswer,
    );
    const answers = String(
      await connection.provider.request({
        method: "eth_call",
        params: [{ to: asker, data, gas: `0x${PLENTY.toString(16)}` }, "latest"],
      }),
    ).slice(2);
    const size = wordsOfAnswer * WORD;
    return calls.map((_, i) => answers.slice(i * size, (i + 1) * size));
  };
  return { decisions, ask, close: () => connection.close() };
};

export type Rules = Awaited<ReturnType<typeof openRules>>;
