import type { Gln } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { IEventAnchors__factory } from "../../types/index.ts";
import { anchorEvents } from "./anchorEvents.ts";
import type { Transaction } from "./batchSteps.ts";
import type { ChainView } from "./chainView.ts";
import { ANCHORS } from "./step.ts";

/** An anchor names the one before it: the call as it has to be after those that came between. Other calls stay. */
export const renewAnchor =
  ({ addresses, provider }: Pick<ChainView, "addresses" | "provider">) =>
  async (call: Transaction): Promise<Transaction> => {
    if (call.target !== "EventAnchors") return call;
    const [gln, , batch] = ANCHORS.decodeFunctionData("anchor", call.data);
    const anchors = IEventAnchors__factory.connect(addresses.EventAnchors, provider);
    const { head } = await anchors.headOf(gln);
    const [root, events, from, to, cbvVersion] = [...batch] as [Hex, bigint, bigint, bigint, bigint];
    const renewed = anchorEvents(gln as Gln, head as Hex, {
      root,
      events: Number(events),
      from: Number(from),
      to: Number(to),
      cbvVersion: Number(cbvVersion),
    });
    return { ...call, data: renewed.data };
  };
