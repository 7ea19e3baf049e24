import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { World } from "./world.ts";

const OPERATORS = 4;

type Signed = { readonly request_id: string; readonly output_hash: string | null };

/** What an operator's store says that it signed. The store allows one output a request, and never forgets one. */
const signedBy = (world: World, i: number): Signed[] => {
  const { store } = JSON.parse(readFileSync(world.operator(i).configFile, "utf8"));
  if (store.path === undefined) return [];
  const database = new DatabaseSync(store.path, { readOnly: true });
  try {
    return database.prepare("SELECT request_id, output_hash FROM signatures").all() as Signed[];
  } finally {
    database.close();
  }
};

/** Requests about which operators signed different outputs, whoever signed them. */
export const contradictions = (world: World): number => {
  const outputs = new Map<string, Set<string>>();
  for (let i = 0; i < OPERATORS; i++)
    for (const { request_id: id, output_hash: output } of signedBy(world, i))
      if (output !== null) outputs.set(id, (outputs.get(id) ?? new Set()).add(output));
  return [...outputs.values()].filter(({ size }) => size > 1).length;
};

/** Transactions of operators that were mined and reverted: an answer that was there already, or none to give. */
export const wastedSince = async ({ chain, network }: World, block: number): Promise<number> => {
  const signers = new Set(network.operators.map(({ signer }) => signer.toLowerCase()));
  const head = await chain.provider.getBlockNumber();
  let wasted = 0;
  for (let n = block; n <= head; n++) {
    const { transactions } = await chain.provider.send("eth_getBlockByNumber", [`0x${n.toString(16)}`, true]);
    for (const { from, hash } of transactions as { from: string; hash: string }[]) {
      if (!signers.has(from.toLowerCase())) continue;
      const receipt = await chain.provider.send("eth_getTransactionReceipt", [hash]);
      if (receipt.status === "0x0") wasted += 1;
    }
  }
  return wasted;
};
