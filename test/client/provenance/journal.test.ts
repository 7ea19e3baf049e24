import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import type { Transaction } from "../../../client/provenance/batchSteps.ts";
import { type Account, runPlan } from "../../../client/provenance/journal/runPlan.ts";
import type { Hex } from "../../../standards/hex.ts";
import { call, Killed, makeChain, openAt, PLAN } from "../../support/journalChain.ts";

describe("the journal of a plan", () => {
  let dir: string;
  let file: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), "theriac-journal-"));
    file = path.join(dir, "journal");
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const open = (plan?: readonly Transaction[]) => openAt(file, plan);
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
