import type { JsonRpcProvider } from "ethers";
import { CaptureMode, type ConsentStanding, ConsentState } from "../../standards/consentStanding.ts";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { PolicyStanding } from "../../standards/policy.ts";
import type { IPolicyRegistry } from "../../types/contracts/interfaces/IPolicyRegistry.ts";
import type { Chain } from "../domain/ports.ts";
import { readBlock } from "./blocks.ts";
import { createCommitteeReader } from "./committees.ts";
import type { Addresses, Contracts } from "./contracts.ts";
import { NoContractError, RpcUnavailableError, WrongWiringError } from "./errors.ts";
import { readStanding } from "./standings.ts";

/** Which block counts as final for consents. */
export type FinalityTag = "finalized" | "safe" | "latest";

export type ReaderDeps = {
  readonly provider: JsonRpcProvider;
  readonly contracts: Contracts;
  readonly finality: FinalityTag;
  readonly policies: IPolicyRegistry;
};

/** Everything the node asks the chain. */
export const createReader = ({ provider, contracts, finality, policies }: ReaderDeps): Chain => ({
  ...createWatchReader({ provider, contracts, finality }),
  standingOf: async (id, at) => {
    const blockTag = at === "final" ? finality : "latest";
    const consent = await contracts.consent.getAddress();
    return (await existsAt(provider, consent, blockTag))
      ? readStanding(contracts.states, id, blockTag)
      : UNKNOWN_CONSENT;
  },
  policyStandingOf: async ({ policy, policyMajor, policyMinor, policyHash }, at) => {
    const blockTag = at === "final" ? finality : "latest";
    if (!(await existsAt(provider, await policies.getAddress(), blockTag))) return PolicyStanding.Unknown;
    const standing = await policies.standingOf(policy, policyMajor, policyMinor, policyHash, { blockTag });
    return Number(standing) as PolicyStanding;
  },
});

const NOBODY: Hex = "0x0000000000000000000000000000000000000000";
const UNKNOWN_CONSENT: ConsentStanding = {
  state: ConsentState.None,
  signer: NOBODY,
  issuedAt: 0,
  end: 0,
  capture: CaptureMode.Self,
  delegate: NOBODY,
  delegateClasses: 0,
  revokedByEpoch: false,
  underDispute: false,
};

/** What a node asks that decides nothing about people. */
export const createWatchReader = ({
  provider,
  contracts,
  finality,
}: Omit<ReaderDeps, "policies">): Omit<Chain, "standingOf" | "policyStandingOf"> => ({
  ...createCommitteeReader(provider, contracts),
  head: async () => {
    const head = await readBlock(provider, "latest");
    if (head === undefined) throw new RpcUnavailableError(1, "no latest block");
    return head;
  },
  statusOf: async (id: RequestId, block?: number) =>
    Number(await contracts.oracle.statusOf(id, { blockTag: block ?? "latest" })),
  isModelActive: async (id) => (await contracts.models.statusOf(id)).active,
  livenessOf: async (id, at) => {
    const blockTag = at === "final" ? finality : "latest";
    if (at === "final" && !(await existsAt(provider, await contracts.consent.getAddress(), blockTag))) {
      return { live: false, version: 0 };
    }
    const { live, version } = await contracts.consent.livenessOf(id, { blockTag });
    return { live, version: Number(version) };
  },
});

/** Refuses a court that the oracle does not listen to. */
export const assertCourt = async (court: Hex, { oracle }: Contracts): Promise<void> => {
  const actual = await oracle.court();
  if (actual !== court) throw new WrongWiringError("court", court, actual);
};

/** A chain younger than its finality depth has no contract at its final block yet. */
const existsAt = async (
  provider: JsonRpcProvider,
  address: string,
  blockTag: FinalityTag,
): Promise<boolean> => blockTag === "latest" || (await provider.getCode(address, blockTag)) !== "0x";

/** Refuses addresses without code. */
export const assertCode = async (
  provider: JsonRpcProvider,
  addresses: Readonly<Record<string, Hex>>,
): Promise<void> => {
  for (const [name, address] of Object.entries(addresses)) {
    if ((await provider.getCode(address)) === "0x") throw new NoContractError(name, address);
  }
};

/** Refuses addresses without code or of another deployment: a wrong config fails at start, not as an odd answer. */
export const assertContracts = async (
  provider: JsonRpcProvider,
  addresses: Addresses,
  { oracle }: Contracts,
): Promise<void> => {
  await assertCode(provider, addresses);
  const wired = {
    operators: await oracle.OPERATORS(),
    consent: await oracle.CONSENTS(),
    models: await oracle.MODELS(),
  };
  for (const [name, actual] of Object.entries(wired) as [keyof typeof wired, string][]) {
    if (actual !== addresses[name]) throw new WrongWiringError(name, addresses[name], actual);
  }
};
