import { setTimeout as sleep } from "node:timers/promises";
import { concat, toBeHex } from "ethers";
import { contractArgument } from "../../client/contractArgument.ts";
import type { Member } from "../../scripts/local/fleet.ts";
import { type LocalOperator, startOperator } from "../../scripts/local/operators.ts";
import { type BenchNetwork, residentMib } from "./network.ts";

const GIVE_UP_MS = 180_000;
const EVENTS_A_TRANSACTION = 2_000;
const WORD = 32;
/**
 * Logs `count` events with three topics: topic, `first + i`, the caller. Calldata is count, topic and first, a word each,
 * and the event's data. Stands at the oracle's address while events are made, for 100,000 true requests would take minutes.
 */
const MANY_EVENTS = "0x6060360380606060003760005b338160403501602035846000a36001018060003511600c5700";

export type CatchUp = {
  readonly events: number;
  readonly seconds: number;
  readonly startMib: number;
  readonly peakMib: number;
  readonly missing: number;
};

/** Events that look like requests to whoever only reads logs; the chain knows nothing of them. */
const makeEvents = async ({ network, load }: BenchNetwork, events: number): Promise<void> => {
  const { addresses, chain, contracts, actors } = network;
  const oracle = addresses.InferenceOracle;
  const code = await chain.provider.getCode(oracle);
  const [{ request } = await never()] = await load.sign(1);
  const event = contracts.oracle.interface.getEvent("InferenceRequested");
  const { data } = contracts.oracle.interface.encodeEventLog(event, [
    toBeHex(1, WORD),
    load.clinic,
    contractArgument(request),
  ]);
  await chain.provider.send("anvil_setCode", [oracle, MANY_EVENTS]);
  try {
    for (let made = 0; made < events; made += EVENTS_A_TRANSACTION) {
      const words = [toBeHex(EVENTS_A_TRANSACTION, WORD), event.topicHash, toBeHex(1 + made, WORD), data];
      const sent = await actors.relayer.sendTransaction({
        to: oracle,
        data: concat(words),
        gasLimit: 16_000_000n,
      });
      await sent.wait();
    }
  } finally {
    await chain.provider.send("anvil_setCode", [oracle, code]);
  }
};

const never = (): never => {
  throw new TypeError("One request was asked for.");
};

const seen = async ({ url }: LocalOperator): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text().catch(() => "");
  return Number(/^theriac_requests_total(?:\{[^}]*\})? (\S+)$/m.exec(text)?.[1] ?? 0);
};

/** A node that was away comes back to so many events. */
export const measureCatchUp = async (bench: BenchNetwork, events: number): Promise<CatchUp> => {
  const { network, fleet } = bench;
  await Promise.all(network.processes.map(fleet.kill));
  await makeEvents(bench, events);
  const operator = network.operators[0] as LocalOperator;
  const member: Member = startOperator(fleet, operator);
  await fleet.ready(member, async () => (await fetch(`${operator.url}/livez`)).status > 0);
  const startMib = residentMib(member);
  const begun = performance.now();
  let [count, peakMib] = [0, startMib];
  while (count < events && performance.now() - begun < GIVE_UP_MS) {
    count = await seen(operator).catch(() => count);
    peakMib = Math.max(peakMib, residentMib(member));
    await sleep(100);
  }
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  await fleet.kill(member);
  return { events, seconds, startMib, peakMib, missing: Math.max(0, events - count) };
};
