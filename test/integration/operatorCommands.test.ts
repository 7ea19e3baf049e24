import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { type HDNodeWallet, type JsonRpcProvider, parseEther, Wallet } from "ethers";
import { runCommandLine } from "../../client/commandLine.ts";
import type { Connection } from "../../client/commands/connection.ts";
import type { Hex } from "../../standards/hex.ts";
import { KEY_ROTATION_TYPES, operatorRegistryDomain, SIGNER_PROOF_TYPES } from "../../standards/operator.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { catchPrinted } from "../support/catchPrinted.ts";
import { testChain } from "../support/chain.ts";
import { deployed } from "../support/fixtures.ts";

type Facts = Record<string, string | number | boolean>;

const GOVERNOR = 1;
const UNBONDING = 3_888_000;
const GRACE = 86_400;
const NOTICE = 30 * 86_400;
const FIRST = 4;

/** A deployment on the chain of this process, and `theriac operator` on it. */
const load = async () => {
  const { chain, contracts, addresses, delaySeconds } = await (await testChain()).load(deployed);
  const dir = await mkdtemp(path.join(os.tmpdir(), "theriac-operators-"));
  const connection: Connection = {
    contracts,
    addresses,
    chainId: chain.chainId,
    provider: chain.provider as unknown as JsonRpcProvider,
    sender: (from) => chain.provider.getSigner(from),
    now: chain.now,
    close: () => undefined,
  };
  const run = async (...args: readonly string[]) => {
    const printed = { stdout: "", stderr: "" };
    const all = ["--json", "operator", ...args];
    const code = await catchPrinted(printed, () => runCommandLine(all, async () => connection));
    return { code, ...printed, facts: (printed.stdout === "" ? {} : JSON.parse(printed.stdout)) as Facts };
  };
  const ended = async (expected: number, what: string, args: readonly string[]): Promise<Facts> => {
    const { code, stdout, stderr, facts } = await run(...args);
    expect(code, `${args.join(" ")}: ${stdout}${stderr}`).to.equal(expected);
    expect(stdout + stderr).to.contain(what);
    return facts;
  };
  const accounts = (await chain.provider.send("eth_accounts", [])) as string[];
  const checksummed = await Promise.all(
    accounts.map(async (_, i) => (await chain.provider.getSigner(i)).address),
  );
  return {
    chain,
    contracts,
    addresses,
    delaySeconds,
    dir,
    operators: checksummed.slice(FIRST, FIRST + 5) as Hex[],
    governor: checksummed[GOVERNOR] as Hex,
    domain: operatorRegistryDomain(chain.chainId, addresses.OperatorRegistry),
    done: (...args: readonly string[]) => ended(0, "", args),
    no: (...args: readonly string[]) => ended(3, "", args),
    refused: (what: string, code: number, ...args: readonly string[]) => ended(code, what, args),
  };
};

type Stage = Awaited<ReturnType<typeof load>>;

const write = async (stage: Stage, name: string, content: object): Promise<string> => {
  const file = path.join(stage.dir, name);
  await writeFile(file, JSON.stringify(content));
  return file;
};

const proofFile = async (stage: Stage, operator: Hex, signer: HDNodeWallet, domain = stage.domain) => {
  const keys = { operator, signer: signer.address, encryptionKey: randomWord() };
  const proofOfPossession = await signer.signTypedData(domain, SIGNER_PROOF_TYPES, keys);
  return write(stage, `${signer.address}.json`, { ...keys, proofOfPossession });
};

const rotationFile = async (stage: Stage, operator: Hex, signer: HDNodeWallet, effectiveAt: number) => {
  const keys = { operator, signer: signer.address, encryptionKey: randomWord(), effectiveAt };
  const proofOfPossession = await signer.signTypedData(stage.domain, KEY_ROTATION_TYPES, keys);
  return write(stage, `${signer.address}-next.json`, { ...keys, proofOfPossession });
};

describe("theriac operator", function () {
  this.timeout(60_000);
  let stage: Stage;

  beforeEach(async () => {
    stage = await load();
  });
  afterEach(() => rm(stage.dir, { recursive: true }));

  const register = async (operator: Hex): Promise<HDNodeWallet> => {
    const signer = Wallet.createRandom();
    const proof = await proofFile(stage, operator, signer);
    await stage.done("register", "--proof", proof, "--bond", "1", "--from", operator);
    return signer;
  };

  const formed = async (members: readonly Hex[]): Promise<readonly string[]> => {
    const { done, no, governor, chain, delaySeconds } = stage;
    const form = ["form", ...members, "--faulty", "1", "--threshold", "3", "--from", governor];
    expect((await done(...form)).formed).to.equal(false);
    await no(...form);
    await chain.advance(delaySeconds);
    expect((await done(...form)).formed).to.equal(true);
    return form;
  };

  it("registers with a proof and a bond, once, and refuses what the registry would refuse before it is sent", async () => {
    const { done, no, refused, domain } = stage;
    const [operator, other] = stage.operators as [Hex, Hex];
    const from = ["--bond", "1", "--from", operator] as const;
    expect((await no("status", operator)).state).to.equal("unregistered");
    const signer = Wallet.createRandom();
    const file = await proofFile(stage, operator, signer);
    await refused("KEY_PROOF", 1, "register", "--proof", file, "--bond", "1", "--from", other);
    const foreign = { ...domain, chainId: domain.chainId + 1 };
    const elsewhere = await proofFile(stage, operator, Wallet.createRandom(), foreign);
    await refused("KEY_PROOF", 1, "register", "--proof", elsewhere, ...from);
    await refused(
      "BAD_FILE",
      1,
      "register",
      "--proof",
      await write(stage, "bad.json", { operator }),
      ...from,
    );
    await refused("ETHER_MALFORMED", 1, "register", "--proof", file, "--bond", "1e3", "--from", operator);
    await refused(
      "OperatorRegistry_BondTooLow",
      1,
      "register",
      "--proof",
      file,
      "--bond",
      "0.5",
      "--from",
      operator,
    );
    await refused("passes", 0, "register", "--proof", file, ...from, "--dry-run");
    expect((await no("status", operator)).state, "a dry run sends nothing").to.equal("unregistered");

    const registered = await done("register", "--proof", file, ...from);
    expect(registered).to.include({ state: "waiting", signer: signer.address, bond: "1.0" });
    expect((await done("register", "--proof", file, ...from)).transaction, "again").to.equal("");
    const second = await proofFile(stage, operator, Wallet.createRandom());
    await refused("REGISTERED_OTHERWISE", 1, "register", "--proof", second, ...from);
    expect((await done("bond", "0.5", "--from", operator)).bond).to.equal("1.5");
  });

  it("lets governance form a committee in two runs, and takes announced keys into the next one", async () => {
    const { done, no, contracts, chain, addresses } = stage;
    const members = stage.operators.slice(0, 4);
    const [first] = members as [Hex];
    const signers: HDNodeWallet[] = [];
    for (const member of members) signers.push(await register(member));
    const form = await formed(members);
    expect((await done(...form)).transaction, "again").to.equal("");
    await done("adopt", "--from", first);
    expect((await done("adopt", "--from", first)).transaction, "again").to.equal("");
    expect(await contracts.oracle.currentConfig()).to.equal(await contracts.operators.currentConfig());
    const old = (signers[0] as HDNodeWallet).address;
    expect(await done("status", first)).to.include({ state: "serving", committeeSigner: old });

    const next = Wallet.createRandom();
    const effectiveAt = (await chain.now()) + 3_600;
    const rotation = [
      "rotate",
      "--proof",
      await rotationFile(stage, first, next, effectiveAt),
      "--from",
      first,
    ];
    await done(...rotation);
    expect((await done(...rotation)).transaction, "again").to.equal("");
    expect(await done("status", first)).to.include({ signer: old, nextSigner: next.address });
    await chain.advance(3_600);
    expect(await done("status", first)).to.include({
      signer: next.address,
      committeeSigner: old,
      nextSigner: "",
    });
    // The same members with other keys are another committee.
    await formed(members);
    expect(await done("status", first)).to.include({ committeeSigner: next.address });
    const pot = { operator: first, pot: "0.0", transaction: "" };
    expect(await done("fees", "--to", first, "--from", first)).to.include(pot);
    await stage.refused("OperatorRegistry_StillServing", 1, "unbond", "--from", first);
    expect(addresses.OperatorRegistry).to.match(/^0x/);
    await no("status", stage.operators[4] as Hex);
  });

  it("leads an operator out: leave, retire, unbond, withdraw, each only when its time has come", async () => {
    const { done, no, refused, chain } = stage;
    const members = stage.operators.slice(0, 4);
    const [first, second] = members as [Hex, Hex];
    for (const member of members) await register(member);
    await formed(members);
    expect(await done("leave", "--from", first)).to.include({ state: "leaving" });
    expect(await done("bond", "0.1", "--from", first), "adding to the bond takes it back").to.include({
      state: "serving",
    });
    await done("leave", "--from", first);
    await refused("OperatorRegistry_NoticeNotOver", 1, "retire", first, "--from", second);
    await chain.advance(NOTICE);
    await done("retire", first, "--from", second);
    expect((await no("status", first)).state).to.equal("ending");
    await chain.advance(GRACE + 1);
    expect(await done("unbond", "--from", first)).to.include({ state: "unbonding" });
    await refused("OperatorRegistry_StillBonded", 1, "withdraw", "--to", second, "--from", first);
    await chain.advance(UNBONDING);
    expect((await no("status", first)).state).to.equal("withdrawable");
    const before = await chain.provider.getBalance(second);
    expect((await done("withdraw", "--to", second, "--from", first)).ether).to.equal("1.1");
    expect((await chain.provider.getBalance(second)) - before).to.equal(parseEther("1.1"));
    expect((await no("status", first)).state).to.equal("unregistered");
    await refused("OperatorRegistry_NothingToWithdraw", 1, "reward", "--to", second, "--from", first);
  });

  it("tells where an empty store may begin: above the head, and once the stop is final", async () => {
    const { done, no, refused } = stage;
    const { head } = await done("begin-at");
    expect(await done("begin-at", "--stopped-at", String(head))).to.include({ startBlock: Number(head) + 1 });
    expect((await no("begin-at", "--stopped-at", String(Number(head) + 9))).startBlock).to.equal("");
    await refused("BAD_OPTION", 2, "begin-at", "--stopped-at", "latest");
  });

  it("is misused by what is no account", async () => {
    await stage.refused("BAD_OPTION", 2, "status", "0x12");
    await stage.refused("BAD_OPTION", 2, "bond", "1", "--from", "me");
    const form = ["form", stage.operators[0] as Hex, "--faulty", "x", "--threshold", "1"];
    await stage.refused("BAD_OPTION", 2, ...form, "--from", stage.governor);
  });
});
