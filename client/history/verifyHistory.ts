import { Interface, type JsonRpcProvider } from "ethers";
import { type SummedHistory, sumHistory } from "../../standards/consentHistory.ts";
import type { ConsentId, Hex } from "../../standards/hex.ts";
import {
  IConsentDelegates__factory,
  IConsentRegistry__factory,
  IConsentStates__factory,
} from "../../types/index.ts";
import { EventNotOnChainError, HistoryIncompleteError, HistoryStaleError } from "./errors.ts";
import type { ConsentHistory, HistoryEvent } from "./shapes.ts";
import { verifyEvents } from "./verifyEvents.ts";

const EVENTS = new Interface([
  ...IConsentRegistry__factory.abi,
  ...IConsentStates__factory.abi,
  ...IConsentDelegates__factory.abi,
]);

/** Somebody else's events prove nothing about this consent: the arguments that name whom an event is about. */
const ABOUT_CONSENT = ["id", "predecessor", "successor"];
const ABOUT_SIGNER = ["signer", "patient"];

export type VerifyDeps = {
  /** A node that the caller trusts, not the index. */
  readonly provider: JsonRpcProvider;
  readonly consents: Hex;
};

/** What a history was found to be: it adds up to what the chain says. */
export type VerifiedHistory = SummedHistory & { readonly revokedByEpoch: boolean };

/**
 * Checks a consent's history against the chain: every event is there as shown and about this consent or its signer's
 * key, and all of them add up to the state that the registry has now. An index that hides a revocation is caught. One that
 * hides a suspension together with its end is not: what is over leaves no trace in the registry's state.
 */
export const verifyHistory = async (
  { provider, consents }: VerifyDeps,
  history: ConsentHistory,
): Promise<VerifiedHistory> => {
  await verifyEvents(provider, [consents], history.events);
  const { id } = history;
  const states = IConsentStates__factory.connect(consents, provider);
  const now = await states.standingOf(id);
  const sum = sumHistory(
    id,
    history.events.map((event) => decode(id, now.signer, event)),
  );
  const shown = { ...sum, revokedByEpoch: Number(now.issuedAt) <= sum.revokedUpTo && now.issuedAt !== 0n };
  const field = differenceOf(shown, now);
  if (field === undefined) return shown;
  const then = await states.standingOf(id, { blockTag: history.asOf.number });
  const head = await provider.getBlockNumber();
  if (differenceOf(shown, then) === undefined && history.asOf.number < head) {
    throw new HistoryStaleError(id, history.asOf.number, head);
  }
  throw new HistoryIncompleteError(id, field, String(shown[field]), String(onChain(now)[field]));
};

const decode = (id: ConsentId, signer: string, event: HistoryEvent) => {
  const parsed = EVENTS.parseLog({ topics: [...event.topics], data: event.data });
  const args = parsed?.args.toObject() ?? {};
  const names = (keys: readonly string[], value: string) =>
    keys.some((key) => String(args[key]).toLowerCase() === value.toLowerCase());
  if (parsed === null || !(names(ABOUT_CONSENT, id) || names(ABOUT_SIGNER, signer))) {
    throw new EventNotOnChainError(event.transactionHash, event.logIndex, "NOT_OF_THIS");
  }
  return { name: parsed.name, args };
};

type Compared = { readonly state: number; readonly revokedByEpoch: boolean; readonly wasDisputed: boolean };
type OnChain = { readonly state: bigint; readonly revokedByEpoch: boolean; readonly underDispute: boolean };

const onChain = ({ state, revokedByEpoch, underDispute }: OnChain): Compared => ({
  state: Number(state),
  revokedByEpoch,
  wasDisputed: underDispute,
});

/** The first thing in which a history differs from the chain. A dispute that is over need not be on chain any more. */
const differenceOf = (shown: Compared, standing: OnChain): keyof Compared | undefined => {
  const actual = onChain(standing);
  if (shown.state !== actual.state) return "state";
  if (shown.revokedByEpoch !== actual.revokedByEpoch) return "revokedByEpoch";
  return actual.wasDisputed && !shown.wasDisputed ? "wasDisputed" : undefined;
};
