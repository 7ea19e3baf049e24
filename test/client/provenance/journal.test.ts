import {
  appendFile,
  chmod,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { keccak256 } from "ethers";
import type { Transaction } from "../../../client/provenance/batchSteps.ts";
import type { PlanOf } from "../../../client/provenance/journal/entries.ts";
import { openJournal } from "../../../client/provenance/journal/openJournal.ts";
import { type Account, runPlan } from "../../../client/provenance/journal/runPlan.ts";
import type { Hex } from "../../../standards/hex.ts";

const FROM = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const OF: PlanOf = {
  chainId: 31_337,
  genesis: `0x${"00".repeat(32)}`,
  contracts: { BatchLedger: FROM, UnitLedger: FROM, EventAnchors: FROM },
  from: FROM,
  document: `0x${"d1".repeat(32)}`,
  options: { as: "", acceptWithin: "14", recallClass: "", lots: [] },
};
const BLOCK: Hex = `0x${"b1".repeat(32)}`;

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
      return found === undefined ? undefined : { hash, block: BLOCK, ok: true, gas: 21_000 };
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
    expect((await readdir(dir)).sort()).to.deep.equal(["journal"]);
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
    const ee: Hex = `0x${"ee".repeat(32)}`;
    const contracts = { ...OF.contracts, UnitLedger: "0x0000000000000000000000000000000000000001" as Hex };
    for (const other of [{ chainId: 1 }, { document: ee }, { genesis: ee }, { contracts }]) {
      const refused = await openJournal(file, { ...OF, ...other }, async () => PLAN).catch((error) => error);
      expect(refused).to.have.property("code", "JOURNAL_MISMATCH");
    }
    // An empty lock is one that its holder just made; our own number is ours.
    for (const held of [String(process.ppid), "", String(process.pid)]) {
      await writeFile(`${file}.lock`, held);
      expect(await open().catch((error) => error), held).to.have.property("code", "JOURNAL_BUSY");
      expect(await readFile(`${file}.lock`, "utf8")).to.equal(held);
    }
    // The holder of a lock that is dead holds nothing.
    await writeFile(`${file}.lock`, "4194304");
    await (await open()).close();
  });

  it("lets one of many runs take over the lock of a dead one, and another none until that one ends", async () => {
    await (await open()).close();
    for (let round = 0; round < 20; round++) {
      await writeFile(`${file}.lock`, "4194304");
      const tried = await Promise.allSettled(Array.from({ length: 8 }, () => open()));
      const held = tried.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      expect(held).to.have.length(1);
      const refused = tried.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
      expect(new Set(refused)).to.deep.equal(new Set(["JOURNAL_BUSY"]));
      await held[0]?.close();
    }
  });

  it("takes away its own lock only", async () => {
    const journal = await open();
    await writeFile(`${file}.lock`, "someone else");
    await journal.close();
    expect(await readFile(`${file}.lock`, "utf8")).to.equal("someone else");
  });

  it("says which options are others than those of the first run", async () => {
    await (await open()).close();
    const options = { ...OF.options, recallClass: "I", lots: [BLOCK] };
    const refused = await openJournal(file, { ...OF, options }, async () => PLAN).catch((error) => error);
    expect(refused).to.have.property("code", "JOURNAL_OPTIONS");
    expect(refused.context.options).to.equal("--recall-class --lots");
  });

  it("leaves a file alone that is no journal, a link, or open to others", async () => {
    for (const text of [
      '{"kind":"something of mine"}',
      '{"kind":"something of mine"}\n',
      "salts\nof mine\n",
    ]) {
      await writeFile(file, text, { mode: 0o600 });
      expect(await open().catch((error) => error)).to.have.property("code", "JOURNAL_MISMATCH");
      expect(await readFile(file, "utf8")).to.equal(text);
    }
    await rm(file);
    await (await open()).close();
    await chmod(file, 0o640);
    expect((await open().catch((error) => error)).context.why).to.contain("others");
    await chmod(file, 0o600);
    const linked = path.join(dir, "linked");
    await symlink(file, linked);
    const refused = await openJournal(linked, OF, async () => PLAN).catch((error) => error);
    expect(refused.context.why).to.contain("link");
  });

  it("sends nothing again when nodes behind one address differ by a block", async () => {
    // No hash was noted, the nonce is used, and the first looks do not find by what.
    const chain = makeChain();
    let isKilled = false;
    const dying: Account = {
      ...chain.account,
      send: async (given, nonce, gas) => {
        await chain.account.send(given, nonce, gas);
        isKilled = true;
        throw new Killed();
      },
      nonces: () => (isKilled ? Promise.reject(new Killed()) : chain.account.nonces()),
    };
    await run(dying).catch(() => undefined);
    let looks = 0;
    const behind: Account = {
      ...chain.account,
      minedWith: async (...given) => (looks++ < 2 ? undefined : chain.account.minedWith(...given)),
    };
    await run(behind);
    expect(looks).to.equal(3);
    expect(chain.minedData()).to.deep.equal(expected);
    // With its hash noted the receipt is asked, and no block.
    const other = makeChain();
    await rm(file);
    await run({ ...other.account, minedWith: async () => undefined });
    expect(other.minedData()).to.deep.equal(expected);
  });

  it("stops when the nonce is used by what is never seen, though the chain would take the call again", async () => {
    const chain = makeChain();
    await run({ ...chain.account, send: () => Promise.reject(new Killed()) }).catch(() => undefined);
    chain.put(0, call(77).data);
    chain.state.keepsBlocks = false;
    expect(await run(chain.account).catch((error) => error)).to.have.property("code", "STEP_UNCERTAIN");
    expect(chain.sent).to.have.length(1);
    expect(await readFile(file, "utf8")).not.to.contain("superseded");
  });

  it("brings again what the chain took back, and notes that a block is another one", async () => {
    const chain = makeChain();
    await run(chain.account);
    chain.sent.splice(1);
    const again = await run(chain.account);
    expect(again.mined).to.have.length(3);
    expect(chain.minedData()).to.deep.equal(expected);
    const moved: Hex = `0x${"b2".repeat(32)}`;
    const elsewhere = async (hash: Hex) => {
      const receipt = await chain.account.receipt(hash);
      return receipt === undefined ? undefined : { ...receipt, block: moved };
    };
    await run({ ...chain.account, receipt: elsewhere });
    expect((await readFile(file, "utf8")).match(new RegExp(`"mined".*${moved}`, "g"))).to.have.length(3);
    expect(chain.sent).to.have.length(3);
  });

  it("waits no longer than it should behind a nonce that nobody has", async () => {
    const chain = makeChain();
    chain.put(0, call(70).data);
    await run({ ...chain.account, send: () => Promise.reject(new Killed()) }).catch(() => undefined);
    chain.sent.splice(0);
    const refused = await run(chain.account).catch((error) => error);
    expect(refused).to.have.property("code", "NONCE_GAP");
    expect(refused.context).to.include({ nonce: 1, missing: 0 });
    expect(chain.sent).to.have.length(0);
  });

  it("does not go on from a plan that somebody altered", async () => {
    await (await open()).close();
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(call(2).data, call(8).data));
    expect(await open().catch((error) => error)).to.have.property("code", "JOURNAL_MISMATCH");
  });
});
