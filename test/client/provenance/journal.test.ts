import { existsSync } from "node:fs";
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { keccak256 } from "ethers";
import type { Transaction } from "../../../client/provenance/batchSteps.ts";
import { openJournal } from "../../../client/provenance/journal/openJournal.ts";
import { type Account, runPlan } from "../../../client/provenance/journal/runPlan.ts";
import type { Hex } from "../../../standards/hex.ts";

const FROM = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const OF = { chainId: 31_337, from: FROM, document: `0x${"d1".repeat(32)}` } as const;

class Killed extends Error {}

const call = (n: number): Transaction => ({
  target: "BatchLedger",
  data: `0x${n.toString(16).padStart(64, "0")}`,
  does: [`call ${n}`],
});
const PLAN = [call(1), call(2), call(3)];

type Sent = { readonly nonce: number; readonly data: Hex; mined: boolean };

/** A chain with one account: transactions wait in its pool until mined, one a nonce. */
const makeChain = ({ automine = true } = {}) => {
  const sent: Sent[] = [];
  const state = { automine, deliveries: 0, keepsBlocks: true };
  const minedCount = () => sent.filter(({ mined }) => mined).length;
  const mine = () => {
    for (const one of sent) one.mined = true;
  };
  const put = (nonce: number, data: Hex): Hex => {
    if (sent.some((one) => one.nonce === nonce)) throw new Error("nonce taken");
    sent.push({ nonce, data, mined: state.automine });
    return keccak256(data) as Hex;
  };
  const account: Account = {
    nonces: async () => ({ mined: minedCount(), next: sent.length }),
    block: async () => 0,
    estimate: async () => 50_000n,
    send: async ({ data }, nonce) => {
      state.deliveries += 1;
      return put(nonce, data);
    },
    receipt: async (hash) => {
      const found = sent.find(({ data, mined }) => mined && keccak256(data) === hash);
      return found === undefined ? undefined : { hash, ok: true, gas: 21_000 };
    },
    minedWith: async (nonce) => {
      const found = state.keepsBlocks ? sent.find((one) => one.nonce === nonce && one.mined) : undefined;
      return found === undefined ? undefined : { hash: keccak256(found.data) as Hex, data: found.data };
    },
    pause: async (round) => {
      mine();
      return round < 3;
    },
  };
  return {
    account,
    sent,
    state,
    mine,
    put,
    minedData: () => sent.flatMap(({ data, mined }) => (mined ? [data] : [])),
  };
};

describe("the journal of a plan", () => {
  let dir: string;
  let file: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), "theriac-journal-"));
    file = path.join(dir, "journal");
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const open = (plan: readonly Transaction[] = PLAN) => openJournal(file, OF, async () => plan);
  const run = async (account: Account) => {
    const journal = await open();
    try {
      return await runPlan({ journal, account, renew: async (given) => given });
    } finally {
      await journal.close();
    }
  };
  const expected = PLAN.map(({ data }) => data);

  it("brings every call to the chain once, and the same again nothing", async () => {
    const chain = makeChain();
    expect((await run(chain.account)).sent).to.equal(3);
    expect((await run(chain.account)).sent).to.equal(0);
    expect(chain.minedData()).to.deep.equal(expected);
    expect((await stat(file)).mode & 0o077).to.equal(0);
    expect(existsSync(`${file}.lock`)).to.equal(false);
  });

  // Every act upon journal and chain is a place to die at, before it and after it.
  const acts = ["estimate", "block", "send", "nonces", "minedWith", "receipt"] as const;
  for (const act of acts) {
    for (const when of ["before", "after"] as const) {
      it(`sends nothing twice and leaves nothing out when killed ${when} ${act}, at any call`, async () => {
        for (let nth = 1; nth <= 4; nth++) {
          await rm(file, { force: true });
          const chain = makeChain({ automine: nth % 2 === 0 });
          let seen = 0;
          const dying = {
            ...chain.account,
            [act]: async (...args: never[]) => {
              seen += 1;
              if (seen === nth && when === "before") throw new Killed();
              const result = await (chain.account[act] as (...given: never[]) => Promise<unknown>)(...args);
              if (seen === nth && when === "after") throw new Killed();
              return result;
            },
          } as Account;
          await run(dying).catch(() => undefined);
          await run(chain.account);
          expect(chain.minedData(), `${act} ${nth}`).to.deep.equal(expected);
          expect(chain.sent.length).to.equal(3);
        }
      });
    }
  }

  it("takes away a line that a crash cut off, and goes on", async () => {
    const chain = makeChain();
    await run({ ...chain.account, send: () => Promise.reject(new Killed()) }).catch(() => undefined);
    await appendFile(file, '{"type":"sent","n":0,"non');
    await run(chain.account);
    expect(chain.minedData()).to.deep.equal(expected);
    expect(await readFile(file, "utf8")).not.to.contain('"non\n');
  });

  it("makes the plan anew when the first run died before the plan was whole", async () => {
    const chain = makeChain();
    await run(chain.account);
    const lines = (await readFile(file, "utf8")).split("\n");
    await writeFile(file, `${lines.slice(0, 3).join("\n")}\n`);
    const other = makeChain();
    const journal = await open([call(9)]);
    await runPlan({ journal, account: other.account, renew: async (given) => given });
    await journal.close();
    expect(other.minedData()).to.deep.equal([call(9).data]);
  });

  it("keeps its plan whatever the chain would have it be by now", async () => {
    const chain = makeChain();
    const first = await open();
    await first.close();
    const again = await open([call(9)]);
    expect(again.transactions.map(({ data }) => data)).to.deep.equal(expected);
    await again.close();
    await run(chain.account);
    expect(chain.minedData()).to.deep.equal(expected);
  });

  it("gives a call another nonce only when its own went to another transaction", async () => {
    const chain = makeChain();
    await run({ ...chain.account, send: () => Promise.reject(new Killed()) }).catch(() => undefined);
    const foreign = call(77).data;
    chain.put(0, foreign);
    await run(chain.account);
    expect(chain.minedData()).to.deep.equal([foreign, ...expected]);
  });

  it("does not guess when the endpoint keeps no blocks and the chain refuses the call", async () => {
    const chain = makeChain();
    await run({
      ...chain.account,
      send: async (given, nonce, gas) => {
        await chain.account.send(given, nonce, gas);
        throw new Killed();
      },
      minedWith: () => Promise.reject(new Killed()),
    }).catch(() => undefined);
    chain.state.keepsBlocks = false;
    const refusing = { ...chain.account, estimate: () => Promise.reject(new Error("reverted")) };
    const refused = await run(refusing).catch((error) => error);
    expect(refused).to.have.property("code", "STEP_UNCERTAIN");
    chain.state.keepsBlocks = true;
    await run(chain.account);
    expect(chain.minedData()).to.deep.equal(expected);
  });

  it("is of one document, chain and account, and of one run at a time", async () => {
    await (await open()).close();
    for (const other of [{ chainId: 1 }, { document: `0x${"ee".repeat(32)}` as Hex }]) {
      const refused = await openJournal(file, { ...OF, ...other }, async () => PLAN).catch((error) => error);
      expect(refused).to.have.property("code", "JOURNAL_MISMATCH");
    }
    await writeFile(`${file}.lock`, String(process.ppid));
    expect(await open().catch((error) => error)).to.have.property("code", "JOURNAL_BUSY");
    // The holder of a lock that is dead holds nothing.
    await writeFile(`${file}.lock`, "4194304");
    await (await open()).close();
  });

  it("does not go on from a plan that somebody altered", async () => {
    await (await open()).close();
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(call(2).data, call(8).data));
    expect(await open().catch((error) => error)).to.have.property("code", "JOURNAL_MISMATCH");
  });
});
