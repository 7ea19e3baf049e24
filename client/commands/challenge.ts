// theriac challenge: recomputes one answer by hand and challenges it if it is wrong.
import { JsonRpcProvider } from "ethers";
import { createAnswerSource } from "../../oracle/chain/answers.ts";
import { loadModel } from "../../oracle/inference/loadModel.ts";
import { createPayloads } from "../../oracle/pipeline/fetchPayload.ts";
import { createLog } from "../../oracle/shared/log.ts";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { IOperatorRegistry__factory } from "../../types/factories/contracts/interfaces/IOperatorRegistry__factory.ts";
import { challengeAnswer, checkAnswer } from "../challengeAnswer.ts";
import type { Contracts } from "../deployment.ts";
import type { Facts } from "./output.ts";

export type ChallengeOptions = {
  /** Folder of the model that answered. */
  readonly model: string;
  /** Where the payload is, as an operator's `payloads.sources` names it. */
  readonly payloads: string;
  /** Account of the endpoint that challenges; without it the answer is only checked. */
  readonly from?: string;
};

const MAX_PAYLOAD_BYTES = 10_000_000;
const TIMEOUT_MS = 30_000;

/** Checks an answer and, if asked to, challenges whatever is wrong about it. */
export const challengeRequest = async (
  contracts: Contracts,
  rpc: string,
  id: string,
  { model: folder, payloads: source, from }: ChallengeOptions,
): Promise<Facts> => {
  const provider = new JsonRpcProvider(rpc, undefined, { batchMaxCount: 1, staticNetwork: true });
  try {
    const { chainId } = await provider.getNetwork();
    const oracle = (await contracts.oracle.getAddress()) as Hex;
    const operators = IOperatorRegistry__factory.connect(await contracts.operators.getAddress(), provider);
    const model = await loadModel({ folder });
    const rules = { maxBytes: MAX_PAYLOAD_BYTES, timeoutMs: TIMEOUT_MS, allowPrivateAddresses: true };
    const accusations = await checkAnswer(contracts, id as RequestId, {
      source: createAnswerSource({ provider, contracts: { operators }, chainId: Number(chainId), oracle }),
      model,
      payloads: createPayloads({ ...rules, sources: [source] }, createLog("silent", {})),
    });
    const facts: Record<string, string | number | boolean> = { request: id, offences: accusations.length };
    if (from === undefined) return facts;
    const sender = await provider.getSigner(from);
    for (const [i, accusation] of accusations.entries()) {
      const { finding, commit, challenge, isOverturned } = await challengeAnswer(
        contracts,
        sender,
        accusation,
        {
          model,
        },
      );
      facts[`offence ${i + 1}`] = finding;
      facts[`commitment ${i + 1}`] = commit;
      facts[`challenge ${i + 1}`] = challenge;
      if (isOverturned) facts.overturned = true;
    }
    return facts;
  } finally {
    provider.destroy();
  }
};
