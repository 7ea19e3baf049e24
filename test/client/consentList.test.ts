import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { freePort } from "../../scripts/local/freePort.ts";
import { type CommandStage, startStage } from "../support/commandLine.ts";
import { type Command, startScript, until } from "../support/processes.ts";

const YEAR = 365 * 86_400;
const HANDLE = `0x${"5a".repeat(32)}`;

type Page = Record<string, unknown> & {
  readonly events?: readonly { readonly name: string }[];
  readonly consents?: readonly object[];
};

/** An index that answers what an honest one does, but for one lie. */
const startLiar = (honest: string, lie: () => (page: Page) => Page): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer(async ({ url = "" }, response) => {
      const answer = await fetch(`${honest}${url}`);
      const page = (await answer.json()) as Page;
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(JSON.stringify(lie()(page)));
    });
    server.listen(0, "127.0.0.1", () => resolve(server));
  });

describe("theriac consent list", function () {
  this.timeout(240_000);
  let stage: CommandStage;
  let index: Command;
  let url: string;
  let liar: Server;
  let lie: (page: Page) => Page = (page) => page;
  let seed: string;
  let key: string[];
  let relayer: string;
  let custodian: string;
  let signer: string;
  const given: { id: string; file: string }[] = [];

  const grant = async (name: string, by: string): Promise<{ id: string; file: string; signer: string }> => {
    const end = new Date(((await stage.connection.now()) + YEAR) * 1000).toISOString();
    const text = path.join(stage.dir, "policy.txt");
    const policy = { publisher: custodian, name: "Shared care", major: 1, minor: 0, text };
    const what = { purposes: ["TREAT"], dataClasses: ["LABORATORY"], maxConfidentiality: "N" };
    const terms = { custodian, grantee: relayer, ...what, end, policy };
    const file = path.join(stage.dir, `${name}.json`);
    const from = ["--seed", by, "--out", file, "--from", relayer];
    const written = await stage.file(`${name}.terms.json`, terms);
    const told = await stage.json("consent", "grant", "--terms", written, ...from);
    return { id: String(told.consent), file, signer: String(told.signer) };
  };

  const caughtUp = async (): Promise<void> => {
    const head = await stage.chain.provider.getBlockNumber();
    await until("the index has caught up", 60_000, async () => {
      const answer = await fetch(`${url}/health`).catch(() => undefined);
      const health = (await answer?.json()) as { indexed?: number } | undefined;
      return health?.indexed !== undefined && health.indexed >= head;
    });
  };

  const list = async (...args: string[]): Promise<Record<string, unknown>[]> =>
    (await stage.json("consent", "list", ...args)) as unknown as Record<string, unknown>[];

  before(async () => {
    stage = await startStage("consent-list");
    const { chain, addresses } = stage;
    [relayer, custodian] = (await Promise.all(
      [8, 16].map(async (i) => (await chain.provider.getSigner(i)).address),
    )) as [string, string];
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const config = await stage.file("index.config.json", {
      chain: {
        chainId: chain.chainId,
        rpcUrls: [chain.url],
        confirmations: 0,
        pollIntervalMs: 100,
        finality: "latest",
      },
      contracts: {
        oracle: addresses.InferenceOracle,
        consent: addresses.ConsentRegistry,
        emergencies: addresses.EmergencyAccess,
        policies: addresses.PolicyRegistry,
        records: addresses.RecordRegistry,
      },
      store: { path: path.join(stage.dir, "index.sqlite") },
      server: { host: "127.0.0.1", port },
      log: { level: "error" },
    });
    index = startScript("oracle", ["index", "--config", config]);
    liar = await startLiar(url, () => lie);
    seed = await stage.file("seed", `${Wallet.createRandom().mnemonic?.phrase}\n`);
    const other = await stage.file("other", `${Wallet.createRandom().mnemonic?.phrase}\n`);
    await stage.file("policy.txt", "The clinic may read your laboratory results to treat you.");
    const first = await grant("first", seed);
    signer = first.signer;
    given.push(first, await grant("second", seed));
    await grant("of-another", other);
    key = ["--seed", seed, "--custodian", custodian];
    const revoked = await stage.on("consent", "revoke", first.file, "--seed", seed, "--from", relayer);
    expect(revoked.code, revoked.stderr).to.equal(0);
    await caughtUp();
  });
  after(async () => {
    liar?.close();
    index?.signal("SIGTERM");
    await index?.ended(10_000);
    await stage?.end();
  });

  it("shows a patient's own consents, from the chain alone and from an index alike", async () => {
    const byChain = await list(...key);
    expect(byChain.map(({ consent, state }) => [consent, state])).to.deep.equal([
      [given[0]?.id, "revoked"],
      [given[1]?.id, "granted"],
    ]);
    const byIndex = await list("--index", url, "--signer", signer);
    expect(byIndex.map(({ events, requests, permitted, denied, ...standing }) => standing)).to.deep.equal(
      byChain,
    );
    expect(byIndex.map(({ events, requests }) => [events, requests])).to.deep.equal([
      [2, 0],
      [1, 0],
    ]);
    const head = await stage.chain.provider.getBlockNumber();
    expect(await list(...key, "--from-block", String(head + 1))).to.deep.equal([]);
  });

  it("catches an index that hides a revocation, invents a consent or moves an event", async () => {
    const at = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
    const lies: [string, (page: Page) => Page][] = [
      [
        "HISTORY_INCOMPLETE",
        (page) => ({
          ...page,
          ...(page.events && { events: page.events.filter(({ name }) => name !== "ConsentRevoked") }),
        }),
      ],
      [
        "NOT_OF_THIS_SIGNER",
        (page) => ({
          ...page,
          ...(page.consents && { consents: page.consents.map((consent) => ({ ...consent, id: HANDLE })) }),
        }),
      ],
      [
        "EVENT_NOT_ON_CHAIN",
        (page) => ({
          ...page,
          ...(page.events && { events: page.events.map((event) => ({ ...event, logIndex: 7 })) }),
        }),
      ],
    ];
    for (const [code, told] of lies) {
      lie = told;
      const {
        code: exit,
        stdout,
        stderr,
      } = await stage.on("consent", "list", "--index", at, "--signer", signer);
      expect(exit).to.equal(1);
      expect(stderr).to.match(new RegExp(`^${code}: `));
      expect(stdout).to.equal("");
    }
  });

  it("lets a guardian suspend, the patient resume, and nobody act once dismissed", async () => {
    const guardianSeed = await stage.file("guardian", `${Wallet.createRandom().mnemonic?.phrase}\n`);
    const guardian = ["--seed", guardianSeed, "--ward", await stage.file("handle", HANDLE)];
    const at = ["--custodian", custodian];
    const { key: delegate } = await stage.json("consent", "key", ...guardian, ...at);
    const term = new Date(((await stage.connection.now()) + YEAR / 2) * 1000).toISOString();
    const appoint = ["consent", "appoint", String(delegate), "--role", "guardian", "--until", term];
    expect(await stage.json(...appoint, ...key, "--from", relayer)).to.include({
      delegate,
      role: "guardian",
    });

    const { id = "", file = "" } = given[1] ?? {};
    const suspend = ["consent", "suspend", file, ...guardian, "--from", relayer];
    expect(await stage.json(...suspend)).to.include({ consent: id, by: delegate });
    expect(await stage.json("consent", "show", id)).to.include({
      live: false,
      state: "suspended by a delegate",
    });
    await stage.json("consent", "resume", file, "--seed", seed, "--from", relayer);
    expect(await stage.json("consent", "show", id)).to.include({ live: true });

    await stage.json("consent", "dismiss", String(delegate), ...key, "--from", relayer);
    const late = await stage.on(...suspend);
    expect(late.code).to.equal(1);
    expect(late.stderr).to.contain("ConsentRegistry_NotEntitled");
  });

  it("asks whose list it is, and says when an index does not answer", async () => {
    const nobody = await stage.on("consent", "list");
    expect([nobody.code, nobody.stderr.split(":")[0]]).to.deep.equal([1, "SIGNER_NEEDED"]);
    const none = await stage.on("consent", "list", "--signer", signer, "--index", "http://127.0.0.1:1");
    expect([none.code, none.stderr.split(":")[0]]).to.deep.equal([1, "INDEX_UNAVAILABLE"]);
  });
});
