import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Database } from "./database.ts";
import type { Row } from "./row.ts";
import { OPERATORS, type World } from "./world.ts";

type Signed = { readonly request_id: string; readonly output_hash: string | null };

const STATEMENT = "SELECT request_id, output_hash FROM signatures";

/** What an operator's store says that it signed. The store allows one output a request, and never forgets one. */
const signedBy = async (world: World, i: number, database: Database): Promise<Signed[]> => {
  const { store } = JSON.parse(readFileSync(world.operator(i).configFile, "utf8"));
  if (store.path === undefined) return (await database.query(STATEMENT)) as Signed[];
  const file = new DatabaseSync(store.path, { readOnly: true });
  try {
    return file.prepare(STATEMENT).all() as Signed[];
  } finally {
    file.close();
  }
};

/** Once the operators have ended: what they signed, and about how many requests they contradict each other. */
export const signedRow = async (world: World, database: Database): Promise<Row> => {
  await world.stopOperators();
  const outputs = new Map<string, Set<string>>();
  let signatures = 0;
  for (let i = 0; i < OPERATORS; i++)
    for (const { request_id: id, output_hash: output } of await signedBy(world, i, database)) {
      signatures += 1;
      if (output !== null) outputs.set(id, (outputs.get(id) ?? new Set()).add(output));
    }
  const equivocations = [...outputs.values()].filter(({ size }) => size > 1).length;
  return {
    name: "what the operators' stores say that they signed",
    chain: world.chainName,
    figures: { requests: outputs.size, signatures, equivocations },
    missed: [
      ...(equivocations > 0 ? ["two outputs of one request were signed"] : []),
      ...(signatures === 0 ? ["no signature was found"] : []),
    ],
  };
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
