import { openChain } from "../chain.ts";
import { airnode } from "./airnode.ts";
import { eas } from "./eas.ts";
import { ocr2 } from "./ocr2.ts";
import { openzeppelin } from "./openzeppelin.ts";
import type { Figure, Peer } from "./peer.ts";
import { redstone } from "./redstone.ts";
import { sablier } from "./sablier.ts";
import { solady } from "./solady.ts";

const PEERS: readonly Peer[] = [airnode, ocr2, redstone, eas, openzeppelin, solady, sablier];

export type Measured = {
  /** Operation to peer to gas, the lower of the pipelines. */
  readonly figures: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Peers that could not be measured here, and why. */
  readonly missing: readonly string[];
};

const measureOne = async (peer: Peer): Promise<Figure[]> => {
  const found: Figure[] = [];
  const faults: unknown[] = [];
  for (const pipeline of peer.pipelines) {
    const chain = await openChain();
    try {
      found.push(...(await peer.measure(chain, pipeline)));
    } catch (error) {
      faults.push(error);
    } finally {
      await chain.close();
    }
  }
  if (found.length === 0) throw faults[0];
  return found;
};

/** Measures every peer that is installed, each on chains of its own. `progress` hears which one is next. */
export const measurePeers = async (progress: (line: string) => void): Promise<Measured> => {
  const figures = new Map<string, Map<string, number>>();
  const missing: string[] = [];
  for (const peer of PEERS) {
    progress(`measuring ${peer.name}`);
    try {
      for (const { op, peer: name, gas } of await measureOne(peer)) {
        const row = figures.get(op) ?? new Map<string, number>();
        row.set(name, Math.min(gas, row.get(name) ?? Number.POSITIVE_INFINITY));
        figures.set(op, row);
      }
    } catch (error) {
      missing.push(`${peer.name}: ${String(error).split("\n")[0]}`);
    }
  }
  return { figures, missing };
};
