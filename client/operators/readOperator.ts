// Where an operator stands: keys, bond, committee, and what it may do next.
import type { Hex } from "../../standards/hex.ts";
import type { Contracts } from "../deployment.ts";

/** The registry's time that never comes. */
const NEVER = 2 ** 40 - 1;

/**
 * `waiting` is bonded outside every committee; `ending` serves out the grace of its last one; `leaving` announced it;
 * `slashed` lost its bond.
 */
export type OperatorState =
  | "unregistered"
  | "slashed"
  | "waiting"
  | "serving"
  | "leaving"
  | "ending"
  | "unbonding"
  | "withdrawable";

export type OperatorView = {
  readonly state: OperatorState;
  readonly signer: Hex;
  readonly encryptionKey: Hex;
  readonly bond: bigint;
  readonly minBond: bigint;
  readonly servesUntil: number;
  readonly unbondsAt: number;
  readonly retirableAt: number;
  /** Keys that take over, effective at 0 if none were announced or they are in force. */
  readonly next: { readonly signer: Hex; readonly encryptionKey: Hex; readonly effectiveAt: number };
  /** Signer that the current committee lists; empty outside it. */
  readonly committeeSigner: Hex | "";
  readonly reward: bigint;
};

type Dates = Pick<OperatorView, "servesUntil" | "unbondsAt" | "retirableAt" | "bond">;

const isNobody = (signer: string): boolean => BigInt(signer) === 0n;

const stateOf = ({ servesUntil, unbondsAt, retirableAt, bond }: Dates, now: number): OperatorState => {
  if (unbondsAt !== 0) return unbondsAt <= now ? "withdrawable" : "unbonding";
  if (bond === 0n) return "slashed";
  if (servesUntil === NEVER) return retirableAt === 0 ? "serving" : "leaving";
  return servesUntil >= now ? "ending" : "waiting";
};

const committeeSignerOf = async (contracts: Contracts, operator: Hex): Promise<Hex | ""> => {
  const digest = await contracts.operators.currentConfig();
  if (BigInt(digest) === 0n) return "";
  const { operators, signers } = await contracts.operators.membersOf(digest);
  return (signers[operators.indexOf(operator)] ?? "") as Hex | "";
};

export const readOperator = async (
  contracts: Contracts,
  operator: Hex,
  now: number,
): Promise<OperatorView> => {
  const { operators } = contracts;
  const [record, rotation, minBond, reward, committeeSigner] = await Promise.all([
    operators.operatorOf(operator),
    operators.rotationOf(operator),
    operators.MIN_BOND(),
    operators.rewardOf(operator),
    committeeSignerOf(contracts, operator),
  ]);
  const dates = {
    bond: record.bond,
    servesUntil: Number(record.servesUntil),
    unbondsAt: Number(record.unbondsAt),
    retirableAt: Number(record.retirableAt),
  };
  const effectiveAt = Number(rotation.effectiveAt);
  return {
    ...dates,
    state: isNobody(record.signer) ? "unregistered" : stateOf(dates, now),
    signer: record.signer as Hex,
    encryptionKey: record.encryptionKey as Hex,
    minBond,
    next: {
      signer: rotation.signer as Hex,
      encryptionKey: rotation.encryptionKey as Hex,
      effectiveAt: effectiveAt > now ? effectiveAt : 0,
    },
    committeeSigner,
    reward,
  };
};
