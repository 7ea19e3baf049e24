import { keccak256, SigningKey, Wallet } from "ethers";
import type { Committee } from "../../../oracle/domain/committee.ts";
import type { Chain, Keys, PeerAnswer, PeerFault, Peers, Proposal } from "../../../oracle/domain/ports.ts";
import type { Signer } from "../../../oracle/domain/signer.ts";
import { countersign } from "../../../oracle/pipeline/countersign.ts";
import type { PipelineDeps } from "../../../oracle/pipeline/deps.ts";
import type { ConfigDigest, Hex } from "../../../standards/hex.ts";
import { word } from "../standards/builders.ts";
import { createStage, type Stage } from "./stage.ts";

const signerOf = (privateKey: Hex): Signer => {
  const key = new SigningKey(privateKey);
  return {
    signer: new Wallet(privateKey).address as Hex,
    sign: async (preimage) => key.sign(keccak256(preimage)).serialized as Hex,
  };
};

export const OPERATORS = [1, 2, 3, 4].map((i) => new Wallet(word(0x20 + i)).address as Hex);
export const OLD_KEYS = [1, 2, 3, 4].map((i) => signerOf(word(0x30 + i)));
export const NEW_KEYS = [1, 2, 3, 4].map((i) => signerOf(word(0x40 + i)));

/** Committees of all four operators, with their old keys or their new ones; three of four must sign. */
export const committeeWith = (keys: readonly Signer[], digest: number): Committee => ({
  digest: word(digest) as ConfigDigest,
  threshold: 3,
  members: OPERATORS.map((operator, i) => ({ operator, signer: keys[i]?.signer as Hex })),
});

export type Said = (proposal: Proposal, signal: AbortSignal) => Promise<PeerAnswer>;

/** Four nodes, each with its own store and the same chain, that reach each other without a network. */
export const createCommittee = async () => {
  const chainState = { committees: [committeeWith(OLD_KEYS, 4)] };
  const stages: Stage[] = await Promise.all(OPERATORS.map(() => createStage()));
  /** What an operator says instead of what its node would. */
  const conduct = new Map<Hex, Said>();
  const faults: [Hex, PeerFault][] = [];
  const keys: Keys[] = OPERATORS.map((operator, i) => ({
    operator,
    encryptionPrivateKey: word(0x50),
    ...(OLD_KEYS[i] as Signer),
  }));

  const chainOf = (stage: Stage): Chain => ({
    ...stage.chain,
    committee: async () => chainState.committees.at(-1) as Committee,
    committeeOf: async (digest) => chainState.committees.find((each) => each.digest === digest),
  });
  const peersOf = (asker: number): Peers => ({
    operators: OPERATORS.filter((_, i) => i !== asker),
    propose: async (operator, proposal, signal) =>
      conduct.get(operator)?.(proposal, signal) ?? countersign(depsOf(OPERATORS.indexOf(operator)), proposal),
    fault: (operator, fault) => void faults.push([operator, fault]),
  });
  const depsOf = (i: number, changes: Partial<PipelineDeps> = {}): PipelineDeps => {
    const stage = stages[i] as Stage;
    const deps = stage.deps({ keys: keys[i] as Keys, chain: chainOf(stage), peers: peersOf(i) });
    return { ...deps, ...changes };
  };
  const close = () => Promise.all(stages.map((stage) => stage.close()));
  return { chainState, stages, conduct, faults, keys, depsOf, close };
};

export type TestCommittee = Awaited<ReturnType<typeof createCommittee>>;
