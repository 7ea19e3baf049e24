import path from "node:path";
import { type JsonRpcProvider, ZeroAddress } from "ethers";
import { decodeConsentEvent } from "../../oracle/chain/indexEvents.ts";
import { lookAt } from "../../oracle/chain/logs.ts";
import { decodeProvenance } from "../../oracle/chain/provenanceEvents.ts";
import { scanIndex } from "../../oracle/chain/scanIndex.ts";
import { dispatchIndex } from "../../oracle/server/indexRoutes.ts";
import { openIndexStore } from "../../oracle/store/openIndexStore.ts";
import type { Hex } from "../../standards/hex.ts";
import { replayCustody } from "../../standards/provenance/custodyChain.ts";
import { custodyToJson } from "../../standards/provenance/custodyJson.ts";
import type { Staffed } from "./fixtures.ts";

/** What an index answers about a pack, as far as tests bend it. */
export type Answer = {
  lot: Hex;
  index: number;
  asOf: { timestamp: number };
  chain: { status: string; unit: { state: string } };
  events: { name: string; data: string; logIndex: number }[];
};

/** Shows only these events, and answers as if they were all: what they add up to is consistent in itself. */
export const showOnly = (answer: Answer, names: readonly string[]): void => {
  const events = answer.events.filter(({ name }) => names.includes(name));
  const logs = events as unknown as Parameters<typeof decodeProvenance>[0][];
  const replayed = replayCustody(
    answer,
    logs.flatMap((event) => decodeProvenance(event) ?? []),
  );
  Object.assign(answer, { events, chain: custodyToJson(replayed, answer.asOf.timestamp) });
};

/** An index of the fixture's chain, which tells the truth unless `bend` changes its answers. */
export const startIndex = async ({ chain, addresses }: Staffed, folder: string) => {
  const provider = chain.provider as unknown as JsonRpcProvider;
  const followed = {
    oracle: addresses.InferenceOracle,
    consent: addresses.ConsentRegistry,
    emergencies: addresses.EmergencyAccess,
    policies: addresses.PolicyRegistry,
    records: addresses.RecordRegistry,
    batches: addresses.BatchLedger,
    units: addresses.UnitLedger,
    coldChain: addresses.ColdChain,
  };
  const identity = { chainId: chain.chainId, oracle: followed.oracle, operator: ZeroAddress as Hex };
  const store = openIndexStore(path.join(folder, "index.sqlite"), identity);
  const deps = {
    store,
    decode: decodeConsentEvent,
    decodeProvenance,
    health: () => ({ ok: true, problems: [] }),
    metrics: async () => "",
    count: () => undefined,
  };
  const follow = async (to?: number) => {
    const scanning = { addresses: followed, readGrant: async () => undefined };
    const look = lookAt(provider, 0, to ?? (await chain.provider.getBlockNumber()));
    store.record(await scanIndex(scanning, look));
  };
  const connection = (bend: (answer: Answer) => unknown = () => undefined) => ({
    url: "http://index",
    fetch: (async (url: string) => {
      const request = { method: "GET", url: url.slice("http://index".length) };
      const { body } = await dispatchIndex(deps, request as Parameters<typeof dispatchIndex>[1]);
      const answer = JSON.parse(String(body)) as Answer;
      bend(answer);
      return new Response(JSON.stringify(answer));
    }) as unknown as typeof fetch,
  });
  return { store, follow, connection, provider, batches: followed.batches, units: followed.units };
};
