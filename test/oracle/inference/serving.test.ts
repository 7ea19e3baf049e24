import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { Embed } from "../../../oracle/inference/relevance/embedder.ts";
import { assertSameVectors } from "../../../oracle/inference/relevance/loadServed.ts";
import {
  assertServed,
  createServing,
  type ServingRules,
} from "../../../oracle/inference/relevance/serving.ts";

const TEXTS = [
  [5, 9, 200],
  [7, 7],
];
const AVAILABLE = {
  model_version_status: [
    { version: "2", state: "AVAILABLE", status: { error_code: "OK", error_message: "" } },
  ],
};

/** Vectors of the stand-in encoder: how many pieces, and their sum. */
const vectorsOf = ({ indices, values }: { indices: [number, number][]; values: number[] }): number[][] => {
  const rows: number[][] = [];
  indices.forEach(([text], i) => {
    const row = rows[text] ?? [0, 0];
    rows[text] = [(row[0] as number) + 1, (row[1] as number) + (values[i] as number)];
  });
  return rows;
};

// A server that speaks the REST interface of TensorFlow Serving, and what else servers say.
describe("TensorFlow Serving over its REST interface", () => {
  let server: Server;
  let rules: ServingRules;
  let act: (request: IncomingMessage, response: ServerResponse, body: string) => void;
  let seen: string[];

  const say = (response: ServerResponse, status: number, value: unknown): void => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof value === "string" ? value : JSON.stringify(value));
  };
  const serve: typeof act = (request, response, body) => {
    if (request.method === "GET") return say(response, 200, AVAILABLE);
    return say(response, 200, { outputs: vectorsOf(JSON.parse(body).inputs) });
  };
  const outputs =
    (value: unknown): typeof act =>
    (_, response) =>
      say(response, 200, value);

  before(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        seen.push(`${request.method} ${request.url}`);
        act(request, response, Buffer.concat(chunks).toString("utf8"));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/v1/models/encoder/versions/2:predict`;
    rules = { url, timeoutMs: 10_000, maxBytes: 4_096 };
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    act = serve;
    seen = [];
  });
  const refusal = (changes: Partial<ServingRules> = {}, signal?: AbortSignal): Promise<unknown> =>
    createServing({ ...rules, ...changes })(TEXTS, signal).then(
      () => "answered",
      (error: { code: string; retryable: boolean }) => [error.code, error.retryable],
    );

  it("asks for the vectors of all texts at once, by name, of the version that was configured", async () => {
    let asked: unknown;
    act = (request, response, body) => {
      asked = JSON.parse(body);
      serve(request, response, body);
    };
    expect(await createServing(rules)(TEXTS)).to.deep.equal([
      Float32Array.of(3, 214),
      Float32Array.of(2, 14),
    ]);
    expect(asked).to.deep.equal({
      inputs: {
        indices: [
          [0, 0],
          [0, 1],
          [0, 2],
          [1, 0],
          [1, 1],
        ],
        values: [5, 9, 200, 7, 7],
      },
    });
    expect(seen).to.deep.equal(["POST /v1/models/encoder/versions/2:predict"]);
  });

  it("takes an output that the signature names", async () => {
    act = outputs({ outputs: { embedding: [[1], [2]] } });
    expect(await createServing(rules)(TEXTS)).to.deep.equal([Float32Array.of(1), Float32Array.of(2)]);
  });

  it("takes nothing that is no answer to what was asked", async () => {
    const nothing = ["SERVING_BAD_ANSWER", false];
    for (const value of [
      "not JSON",
      {},
      { predictions: [[1], [2]] },
      { outputs: [[1]] },
      { outputs: [[1], [1, 2]] },
      { outputs: [[1], ["2"]] },
      { outputs: [[1], [null]] },
      { outputs: { a: [[1], [2]], b: [[1], [2]] } },
    ]) {
      act = outputs(value);
      expect(await refusal(), JSON.stringify(value)).to.deep.equal(nothing);
    }
    act = (_, response) => say(response, 400, { error: "a text that must not be repeated" });
    expect(await refusal()).to.deep.equal(nothing);
  });

  it("comes back later to a server that is overloaded, broken, silent or gone", async () => {
    const later = ["SERVING_UNAVAILABLE", true];
    for (const status of [429, 500, 503]) {
      act = (_, response) => say(response, status, { error: "x" });
      expect(await refusal(), `${status}`).to.deep.equal(later);
    }
    act = (request) => request.socket.destroy();
    expect(await refusal()).to.deep.equal(later);
    act = () => {};
    expect(await refusal({ timeoutMs: 50 })).to.deep.equal(later);
    expect(await refusal({}, AbortSignal.timeout(20))).to.deep.equal(later);
  });

  it("follows no redirect", async () => {
    act = (_, response) => {
      response.writeHead(307, { location: rules.url });
      response.end();
    };
    expect(await refusal()).to.deep.equal(["SERVING_UNAVAILABLE", true]);
    expect(seen).to.have.length(1);
  });

  it("reads no further than it must, whether the length is told or not", async () => {
    const large = JSON.stringify({ outputs: [Array(5_000).fill(1), Array(5_000).fill(1)] });
    act = (_, response) => say(response, 200, large);
    expect(await refusal()).to.deep.equal(["SERVING_BAD_ANSWER", false]);
    act = (_, response) => {
      response.writeHead(200, { "transfer-encoding": "chunked" });
      response.write(large.slice(0, 3_000));
      response.end(large.slice(3_000));
    };
    expect(await refusal()).to.deep.equal(["SERVING_BAD_ANSWER", false]);
  });

  it("is started with only where the model is available", async () => {
    await assertServed(rules);
    expect(seen).to.deep.equal(["GET /v1/models/encoder/versions/2"]);
    for (const [value, code] of [
      [{ model_version_status: [{ version: "2", state: "LOADING" }] }, "SERVING_UNAVAILABLE"],
      [{ status: "ok" }, "SERVING_BAD_ANSWER"],
    ] as const) {
      act = outputs(value);
      const said = await assertServed(rules).catch((error: { code: string }) => error.code);
      expect(said).to.equal(code);
    }
  });

  it("must give the vectors of the encoder whose hashes are stated, nearly", async () => {
    const own: Embed = async () => [Float32Array.of(3, 214), Float32Array.of(2, 14)];
    await assertSameVectors(own, createServing(rules), TEXTS);
    act = outputs({
      outputs: [
        [3, 214.01],
        [2, 14],
      ],
    });
    await assertSameVectors(own, createServing(rules), TEXTS);
    for (const [vectors, code] of [
      [
        [
          [3, 214],
          [14, 2],
        ],
        "SERVING_DIFFERS",
      ],
      [
        [
          [3, 214],
          [0, 0],
        ],
        "SERVING_DIFFERS",
      ],
      [[[3], [2]], "SERVING_BAD_ANSWER"],
    ] as const) {
      act = outputs({ outputs: vectors });
      const given = await assertSameVectors(own, createServing(rules), TEXTS).catch(
        (error: { code: string }) => error.code,
      );
      expect(given).to.equal(code);
    }
  });
});
