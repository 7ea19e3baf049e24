import type { ContractTransactionReceipt, Signer } from "ethers";
import type { Hex } from "../standards/hex.ts";
import type { Contracts } from "./deployment.ts";
import type { PrivateAnswer, PrivateOrder } from "./inferPrivately.ts";

/** What goes on chain: commitments and the proof, nothing of the input. */
export type ProvenAnswer = Pick<PrivateOrder, "requester" | "request" | "payee"> &
  Pick<PrivateAnswer, "outputCommitment" | "proof"> & {
    /** The committee's word that the vector comes from the payload, where the request wants it. */
    readonly extraction?: Hex;
  };

/** Answers a request by a proof and waits until it is mined. The contract's typed errors pass through. */
export const submitProof = async (
  { oracle }: Pick<Contracts, "oracle">,
  sender: Signer,
  { requester, request, outputCommitment, payee, proof, extraction = "0x" }: ProvenAnswer,
): Promise<ContractTransactionReceipt> => {
  const fulfil = oracle.connect(sender).getFunction("fulfilWithProof");
  const sent = await fulfil(requester, request, outputCommitment, payee, proof, extraction);
  const receipt = await sent.wait();
  if (receipt === null) throw new TypeError("A transaction that was waited for has a receipt.");
  return receipt;
};
