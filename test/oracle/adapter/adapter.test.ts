import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { toUtf8Bytes } from "ethers";
import type { LoadedModel } from "../../../oracle/inference/loadModel.ts";
import { toPublicModel } from "../../../oracle/inference/publicModel.ts";
import { contentHash, publicInputCommitment } from "../../../standards/commitments.ts";
import { ModelFlag } from "../../../standards/inference.ts";
import { type Adapter, startedAdapter, sumModel } from "./stage.ts";

const PAYLOAD = "[1,2,3]";
const HASH = contentHash(toUtf8Bytes(PAYLOAD));
const SALT = `0x${"5a".repeat(32)}` as const;

describe("the external adapter", () => {
  const running: Adapter[] = [];
  const started = async (...given: Parameters<typeof startedAdapter>) => {
    const adapter = await startedAdapter(...given);
    running.push(adapter);
    return adapter;
  };
  afterEach(async () => {
    for (const { shutdown } of running.splice(0)) await shutdown.stop("test");
  });

  it("answers as the convention has it, with what identifies the network", async () => {
    const { post } = await started();
    const { id, networkHash, manifestHash } = sumModel();
    const { status, body } = await post({ id: "run-1", data: { model: "sum", payload: PAYLOAD }, meta: {} });
    expect(status).to.equal(200);
    const { outputHash, ...data } = body.data ?? {};
    expect(outputHash).to.match(/^0x[0-9a-f]{64}$/);
    expect({ ...body, data }).to.deep.equal({
      jobRunID: "run-1",
      statusCode: 200,
      result: 6,
      data: {
        result: 6,
        model: "sum",
        modelId: id,
        networkHash,
        manifestHash,
        scores: [6],
        output: "0x00000006",
        threshold: 5,
        reached: true,
        meaning: "a large sum",
        basisPoints: 1_234,
        payloadHash: HASH,
        inputCommitment: publicInputCommitment([1, 2, 3], HASH),
      },
    });
  });

  it("takes inputs, a payload in base64, and a model by its id", async () => {
    const { post } = await started();
    const bare = await post({ data: { model: "sum", inputs: [1, 2, 3] } });
    expect(bare.body).to.include({ jobRunID: "1", result: 6 });
    expect(bare.body.data).not.to.have.any.keys("payloadHash", "inputCommitment");
    const salted = await post({ id: 7, data: { model: sumModel().id, inputs: [1, 2, 3], salt: SALT } });
    expect(salted.body.jobRunID).to.equal("7");
    expect(salted.body.data?.inputCommitment).to.equal(publicInputCommitment([1, 2, 3], SALT));
    const payloadBase64 = Buffer.from(PAYLOAD).toString("base64");
    expect((await post({ data: { model: "sum", payloadBase64 } })).body.data?.payloadHash).to.equal(HASH);
  });

  it("fetches a payload by its hash, and only where the config names sources", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "adapter-"));
    try {
      writeFileSync(path.join(folder, HASH.slice(2)), PAYLOAD);
      const sources = [pathToFileURL(folder).href];
      const payloads = { sources, maxBytes: 100, timeoutMs: 1_000, allowPrivateAddresses: false };
      const { post } = await started({ payloads });
      expect((await post({ data: { model: "sum", payloadHash: HASH } })).body.result).to.equal(6);
      const absent = await post({ id: "a", data: { model: "sum", payloadHash: SALT } });
      expect(absent.status).to.equal(502);
      expect(absent.body).to.deep.include({ jobRunID: "a", status: "errored", statusCode: 502 });
      expect(absent.body.error?.name).to.equal("PAYLOAD_UNAVAILABLE");
    } finally {
      rmSync(folder, { recursive: true });
    }
    const without = await started();
    const refused = await without.post({ data: { model: "sum", payloadHash: HASH } });
    expect(refused.body.error?.name).to.equal("NO_PAYLOAD_SOURCES");
  });

  const wrong: [string, unknown, number, string][] = [
    ["no JSON", "{", 400, "NOT_JSON"],
    ["no object", 1, 400, "MALFORMED_REQUEST"],
    ["no data", { id: "x" }, 400, "MALFORMED_REQUEST"],
    ["no model", { data: { inputs: [1, 2, 3] } }, 400, "MALFORMED_REQUEST"],
    ["no input", { data: { model: "sum" } }, 400, "MALFORMED_REQUEST"],
    ["two inputs", { data: { model: "sum", inputs: [1, 2, 3], payload: PAYLOAD } }, 400, "MALFORMED_REQUEST"],
    [
      "an unknown key",
      { data: { model: "sum", inputs: [1, 2, 3], endpoint: "x" } },
      400,
      "MALFORMED_REQUEST",
    ],
    [
      "a salt for a payload",
      { data: { model: "sum", payload: PAYLOAD, salt: SALT } },
      400,
      "MALFORMED_REQUEST",
    ],
    ["a short hash", { data: { model: "sum", payloadHash: "0x12" } }, 400, "MALFORMED_REQUEST"],
    ["another number of inputs", { data: { model: "sum", inputs: [1] } }, 400, "MALFORMED_REQUEST"],
    ["a broken input", { data: { model: "sum", inputs: [1, 2, 0.5] } }, 400, "MALFORMED_REQUEST"],
    ["an input that wraps", { data: { model: "sum", inputs: [1, 2, 4294967301] } }, 400, "MALFORMED_REQUEST"],
    ["an input out of range", { data: { model: "sum", inputs: [1, 2, -1024] } }, 400, "MALFORMED_REQUEST"],
    ["another model", { data: { model: "other", payload: PAYLOAD } }, 404, "MODEL_NOT_OFFERED"],
    ["a payload that is none", { data: { model: "sum", payload: "no" } }, 422, "PAYLOAD_MALFORMED"],
    ["too much", { data: { model: "sum", payload: "x".repeat(5_000) } }, 413, "BODY_TOO_LARGE"],
  ];
  it("refuses what is malformed, with the id where there is one, and says what to do", async () => {
    const { post } = await started();
    for (const [name, body, status, code] of wrong) {
      const answer = await post(body);
      expect(answer.status, name).to.equal(status);
      expect(answer.body, name).to.include({ status: "errored", statusCode: status });
      expect(answer.body.error?.name, name).to.equal(code);
      expect(answer.body.error?.message, name).to.be.a("string").that.is.not.empty;
    }
    const withId = await post({ id: "mine", data: {} });
    expect(withId.body.jobRunID).to.equal("mine");
  });

  it("says nothing about its own faults, and counts them", async () => {
    const secret = "the path of a key";
    const broken = sumModel({ infer: () => Promise.reject(new Error(secret)) });
    const { post, base } = await started({}, [broken]);
    const answer = await post({ id: "r", data: { model: "sum", inputs: [1, 2, 3] } });
    expect(answer.status).to.equal(500);
    expect(JSON.stringify(answer.body)).not.to.contain(secret);
    expect(await (await fetch(`${base}/metrics`)).text()).to.contain('jobs_total{code="INTERNAL"} 1');
  });

  it("ends a job that takes too long, and lets no more in than may run", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = sumModel({ infer: () => held.then(() => Int32Array.of(0)) });
    const { post } = await started({ timeoutMs: 150, access: { maxConcurrent: 1 } }, [slow]);
    const job = { data: { model: "sum", inputs: [1, 2, 3] } };
    const answers = await Promise.all([post(job), post(job)]);
    expect(answers.map(({ body }) => body.error?.name).sort()).to.deep.equal(["BUSY", "TIMEOUT"]);
    release();
    const next = await post(job);
    expect(next.status, "the place is free again").to.equal(200);
  });

  it("leaves nothing behind of a refused job when its time is over", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.prependListener("unhandledRejection", note);
    try {
      const { post } = await started({ timeoutMs: 30 });
      expect((await post({ data: {} })).status).to.equal(400);
      await new Promise((resolve) => setTimeout(resolve, 80));
      expect(unhandled).to.deep.equal([]);
    } finally {
      process.removeListener("unhandledRejection", note);
    }
  });

  it("wants its token, whole, before anything else", async () => {
    const token = "a token of some length";
    const { post, base } = await started({ access: { token } });
    const job = { data: { model: "sum", inputs: [1, 2, 3] } };
    for (const authorization of ["", "Bearer", `Bearer ${token.slice(0, -1)}`, `Bearer ${token}x`, token]) {
      const refused = await post(job, { authorization });
      expect(refused.status, authorization).to.equal(401);
    }
    expect((await post(job, { authorization: `Bearer ${token}` })).status).to.equal(200);
    expect((await fetch(`${base}/health`)).status, "monitors need none").to.equal(200);
  });

  it("lets a client ask so often a minute, failed attempts at the token too", async () => {
    let now = 1_000_000;
    const clock = { now: () => now, wait: async () => undefined };
    const access = { requestsPerMinute: 3, token: "a token of some length" };
    const { post } = await started({ access }, [sumModel()], clock);
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await post({}, { authorization: "Bearer wrong" })).status);
    expect(statuses).to.deep.equal([401, 401, 401, 429]);
    now += 20_000;
    expect((await post({})).status).to.equal(401);
    expect((await post({})).status).to.equal(429);
  });

  it("has no other routes", async () => {
    const { base } = await started();
    expect((await fetch(`${base}/v1/proposals`, { method: "POST" })).status).to.equal(404);
    expect((await fetch(base)).status).to.equal(405);
    const health = (await (await fetch(`${base}/health`)).json()) as { models: { name: string }[] };
    expect(health.models.map(({ name }) => name)).to.deep.equal(["sum"]);
  });

  it("takes no model that is private or about people", () => {
    for (const flags of [ModelFlag.PRIVATE_INPUT, ModelFlag.ABOUT_PEOPLE]) {
      const model = { name: "wdbc", flags, manifest: {} } as unknown as LoadedModel;
      expect(() => toPublicModel(model))
        .to.throw()
        .with.property("code", "MODEL_NOT_PUBLIC");
    }
  });
});
