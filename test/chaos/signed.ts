import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Database } from "./postgres.ts";
import type { Row } from "./row.ts";
import { OPERATORS, type World } from "./world.ts";

type Sent = Readonly<Record<"from" | "hash" | "input", string>>;
type Signed = { readonly request_id: string; readonly output_hash: string | null };

const STATEMENT = "SELECT request_id, output_hash FROM signatures";

/** What an operator's store says that it signed. The store allows one output a request, and never forgets one. */
const signedBy = async (world: World, i: number, database?: Database): Promise<Signed[]> => {
  const { store } = JSON.parse(readFileSync(world.operator(i).configFile, "utf8"));
  if (database !== undefined && store.path === undefined)
    return (await database.query(STATEMENT)) as Signed[];
  const file = new DatabaseSync(store.path, { readOnly: true });
  try {
    return file.prepare(STATEMENT).all() as Signed[];
  } finally {
    file.close();
  }
};

/** Once the operators have ended: what they signed, and about how many requests they contradict each other. */
export const signedRow = async (world: World, database?: Database): Promise<Row> => {
  await world.stopOperators();
  const outputs = new Map<string, Set<string>>();
  let signatures = 0;
  for (let i = 0; i < OPERATORS; i++) {
    if (world.liars.has(i)) continue;
    for (const { request_id: id, output_hash: output } of await signedBy(world, i, database)) {
      signatures += 1;
      if (output !== null) outputs.set(id, (outputs.get(id) ?? new Set()).add(output));
    }
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

export type Submissions = {
  /** An operator's second transaction for a request. */
  readonly double: number;
  /** Reverted because another operator's answer was there first: its turn was over, or the machine is slow. */
  readonly overtaken: number;
};

/** What operators' transactions on the chain as it is now did in vain. */
export const submissionsSince = async ({ chain, network }: World, block: number): Promise<Submissions> => {
  const signers = new Set(network.operators.map(({ signer }) => signer.toLowerCase()));
  const { interface: oracle } = network.contracts.oracle;
  const head = await chain.provider.getBlockNumber();
  const seen = new Set<string>();
  const found = { double: 0, overtaken: 0 };
  for (let n = block; n <= head; n++) {
    const { transactions } = await chain.provider.send("eth_getBlockByNumber", [`0x${n.toString(16)}`, true]);
    for (const { from, hash, input } of transactions as Sent[]) {
      if (!signers.has(from.toLowerCase())) continue;
      const call = oracle.parseTransaction({ data: input });
      const about = call?.fragment.inputs.some(({ name }) => name === "request")
        ? call.args.request.nonce
        : input;
      const key = `${from} ${call?.name} ${about}`;
      const again = seen.has(key);
      seen.add(key);
      if (again) found.double += 1;
      const { status } = await chain.provider.send("eth_getTransactionReceipt", [hash]);
      if (status === "0x0" && !again) found.overtaken += 1;
    }
  }
  return found;
};
