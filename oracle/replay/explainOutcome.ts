import { formatEther } from "ethers";
import { RequestStatus } from "../../standards/inference.ts";
import type { OpenedOnChain, RequestEvent } from "../domain/history.ts";
import type { ReplayDeps } from "./deps.ts";
import { isoOf } from "./explainRequest.ts";
import { type Facts, type Step, told } from "./report.ts";

/** How the request ended, who was paid, and whether the consumer was told. */
export const explainOutcome = async (
  deps: ReplayDeps,
  opened: OpenedOnChain,
  events: readonly RequestEvent[],
): Promise<readonly Step[]> => {
  const status = await deps.chain.statusOf(opened.id);
  const name = Object.entries(RequestStatus).find(([, code]) => code === status)?.[0] ?? String(status);
  const last = events.findLast(({ name }) => name !== "InferenceRequested" && name.startsWith("Inference"));
  const seconds =
    last === undefined ? undefined : ((await deps.timeOf(last.blockNumber)) ?? 0) - opened.openedAt;
  const facts = {
    ...(last === undefined ? {} : { lastEvent: last.name, block: last.blockNumber }),
    ...(seconds === undefined ? {} : { secondsAfterRequest: seconds }),
    ...finalityOf(events),
  };
  return [told("outcome", name, facts), feesOf(opened, events), callbackOf(opened, events)];
};

const finalityOf = (events: readonly RequestEvent[]): Facts => {
  const proposed = events.find(({ name }) => name === "InferenceProposed");
  return proposed === undefined ? {} : { openToChallengeUntil: isoOf(Number(proposed.args.finalAt)) };
};

const ended = (events: readonly RequestEvent[], name: string): RequestEvent | undefined =>
  events.findLast((event) => event.name === name);

/** A committee earns the whole fee of an answer; what is refunded its event says. */
const feesOf = ({ request }: OpenedOnChain, events: readonly RequestEvent[]): Step => {
  const fee = formatEther(request.fee);
  const back =
    ended(events, "InferenceExpired") ??
    ended(events, "InferenceDropped") ??
    ended(events, "InferenceOverturned");
  if (back !== undefined) {
    const reward =
      back.args.reward === undefined ? {} : { keeperEther: formatEther(back.args.reward as bigint) };
    const facts = { paidEther: fee, refundEther: formatEther(back.args.refund as bigint), ...reward };
    return told("fees", `refunded by ${back.name}`, facts);
  }
  const isAnswered = ["Fulfilled", "Batched", "Computed", "Proven", "Finalised", "Upheld"].some(
    (kind) => ended(events, `Inference${kind}`) !== undefined,
  );
  if (isAnswered) return told("fees", "earned by whoever answered", { paidEther: fee, earnedEther: fee });
  if (ended(events, "InferenceRefused"))
    return told("fees", "refunded, less the keeper's reward", { paidEther: fee });
  return told("fees", "held until the request ends", { paidEther: fee });
};

const NO_CALLBACK = /^0x0{40}$/;

const callbackOf = ({ request }: OpenedOnChain, events: readonly RequestEvent[]): Step => {
  if (NO_CALLBACK.test(request.callback)) return told("callback", "none was asked for");
  const told_ = events.findLast(({ name }) => name.startsWith("Callback"));
  const to = { to: request.callback, gas: request.callbackGasLimit };
  if (told_ === undefined) return told("callback", "not made yet", to);
  if (told_.name === "CallbackDelivered")
    return told("callback", "delivered", { ...to, transaction: told_.txHash });
  const facts = { ...to, reason: String(told_.args.reason), transaction: told_.txHash };
  return told("callback", "reverted: anyone may call retryCallback", facts);
};
