import { expect } from "chai";
import type { Clock } from "../../../oracle/shared/clock.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { describeError } from "../../../oracle/shared/errors.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createMutex } from "../../../oracle/shared/mutex.ts";
import { delayOf, retry } from "../../../oracle/shared/retry.ts";
import { createShutdown } from "../../../oracle/shared/shutdown.ts";
import { createVitals } from "../../../oracle/shared/vitals.ts";
import { TheriacError } from "../../../standards/errors.ts";
import { word } from "../standards/builders.ts";

class Flaky extends TheriacError {
  override readonly code = "FLAKY";
  override readonly retryable: boolean;
  constructor(retryable: boolean) {
    super("Flaky.", { context: { amount: 5n }, cause: new Error("at https://key:secret@rpc.example/abc") });
    this.retryable = retryable;
  }
}

const clockAt = (time: { now: number }): Clock => ({
  now: () => time.now,
  wait: async (ms) => {
    time.now += ms;
  },
});

describe("retry", () => {
  const rule = { attempts: 4, firstDelayMs: 100, maxDelayMs: 250 };
  const run = async (errors: Error[], signal = new AbortController().signal) => {
    const time = { now: 0 };
    let calls = 0;
    const action = async () => {
      const error = errors[calls++];
      if (error !== undefined) throw error;
      return "done";
    };
    const deps = { clock: clockAt(time), signal, random: () => 0 };
    const result = await retry(action, rule, deps).catch((error) => error.code);
    return { result, calls, waited: time.now };
  };

  it("tries again after retryable errors, ever later up to a limit", async () => {
    const errors = [new Flaky(true), new Flaky(true), new Flaky(true)];
    expect(await run(errors)).to.deep.equal({ result: "done", calls: 4, waited: 100 + 200 + 250 });
  });

  it("does not try again after others, after the last attempt, or when stopped", async () => {
    expect(await run([new Flaky(false)])).to.include({ result: "FLAKY", calls: 1 });
    expect(await run(Array(9).fill(new Flaky(true)))).to.include({ result: "FLAKY", calls: 4 });
    expect(await run([new Flaky(true)], AbortSignal.abort())).to.include({ calls: 1 });
  });

  it("spreads delays by up to a half", () => {
    expect(delayOf(0, rule, () => 0)).to.equal(100);
    expect(delayOf(0, rule, () => 0.999)).to.equal(50);
    expect(delayOf(5_000, rule, () => 0)).to.equal(250);
  });
});

describe("waiting", () => {
  it("ends at once when the signal aborts", async () => {
    const controller = new AbortController();
    const startedAt = performance.now();
    setTimeout(() => controller.abort(), 10);
    await systemClock.wait(5_000, controller.signal);
    await systemClock.wait(5_000, controller.signal);
    expect(performance.now() - startedAt).to.be.below(1_000);
  });
});

describe("log", () => {
  const lines: string[] = [];
  const log = createLog("info", { operator: "0x1" }, { write: (line: string) => void lines.push(line) });

  it("writes one JSON line with level, time and fields", () => {
    log.info({ msg: "Request seen", requestId: "0x2" });
    expect(JSON.parse(lines.at(-1) ?? "")).to.include({
      level: "info",
      operator: "0x1",
      msg: "Request seen",
    });
  });

  it("redacts what must not be written", () => {
    log.info({ msg: "x", password: "hunter2", keys: { privateKey: "hunter2" }, scores: [42_424_242] });
    expect(lines.at(-1)).not.to.match(/hunter2|42424242/);
  });

  it("describes errors by code and evidence, without addresses that may hold keys", () => {
    expect(describeError(new Flaky(true))).to.deep.equal({
      error: "FLAKY",
      message: "Flaky.",
      context: { amount: "5" },
      cause: { error: "Error", message: "at <url>" },
    });
    expect(describeError("odd")).to.deep.equal({ error: "UNKNOWN", message: "odd" });
  });
});

describe("shutdown", () => {
  it("aborts, then stops in reverse order, once, whatever fails", async () => {
    const order: string[] = [];
    const shutdown = createShutdown(createLog("silent", {}));
    shutdown.onStop("first", () => void order.push("first"));
    shutdown.onStop("failing", () => Promise.reject(new Error("stuck")));
    shutdown.onStop("last", async () => void order.push(shutdown.signal.aborted ? "last" : "too early"));
    await Promise.all([shutdown.stop("a"), shutdown.stop("b")]);
    expect(order).to.deep.equal(["last", "first"]);
  });
});

describe("mutex", () => {
  it("runs one action after the other and goes on after a failure", async () => {
    const exclusive = createMutex();
    const order: number[] = [];
    const job = (n: number, ms: number) => () =>
      systemClock.wait(ms, new AbortController().signal).then(() => void order.push(n));
    const failing = exclusive(() => Promise.reject(new Error("x"))).catch(() => undefined);
    await Promise.all([exclusive(job(1, 20)), failing, exclusive(job(2, 0))]);
    expect(order).to.deep.equal([1, 2]);
  });
});

describe("health", () => {
  const idle = { active: 0, oldestSeenAt: undefined };
  const start = () => {
    const time = { now: 1_000 };
    const rules = { pollIntervalMs: 1_000, maxHeadAgeMs: 60_000, maxDutyAgeMs: 30_000 };
    return { time, vitals: createVitals(rules, clockAt(time)) };
  };
  const head = (number: number) => ({ number, hash: word(number), timestamp: 0 });

  it("is bad until the node is ready", async () => {
    const { vitals } = start();
    expect((await vitals.read(idle)).problems).to.deep.equal(["STARTING"]);
    vitals.setReady();
    expect(await vitals.read(idle)).to.deep.include({ ok: true, problems: [] });
  });

  it("fails when the listener is stuck", async () => {
    const { time, vitals } = start();
    vitals.setReady();
    time.now += 15_001;
    expect((await vitals.read(idle)).problems).to.deep.equal(["LISTENER_STUCK"]);
  });

  it("fails when the chain stands still although the listener runs", async () => {
    const { time, vitals } = start();
    vitals.setReady();
    for (let i = 0; i < 7; i++) {
      vitals.onPass(head(3));
      time.now += 10_000;
    }
    expect((await vitals.read(idle)).problems).to.deep.equal(["HEAD_STALE"]);
    vitals.onPass(head(4));
    expect(await vitals.read(idle)).to.deep.include({ ok: true, head: 4 });
  });

  it("fails when a duty is overdue", async () => {
    const { time, vitals } = start();
    vitals.setReady();
    time.now += 10_000;
    vitals.onPass(head(3));
    expect((await vitals.read({ active: 1, oldestSeenAt: time.now - 30_000 })).ok).to.equal(true);
    expect((await vitals.read({ active: 1, oldestSeenAt: time.now - 30_001 })).problems).to.deep.equal([
      "DUTY_OVERDUE",
    ]);
  });
});

describe("health of rooms", () => {
  const idle = { active: 0, oldestSeenAt: undefined };
  const start = () => {
    const time = { now: 1_000 };
    const rules = { pollIntervalMs: 1_000, maxHeadAgeMs: 60_000, maxDutyAgeMs: 30_000, probeTimeoutMs: 20 };
    const vitals = createVitals(rules, clockAt(time));
    vitals.setReady();
    return { time, vitals };
  };

  it("says what a room reports, once, and goes well again with it", async () => {
    const { vitals } = start();
    const down = { first: false, second: false };
    vitals.problem("WORKERS_DOWN", () => down.first);
    vitals.problem("WORKERS_DOWN", async () => down.second);
    expect(await vitals.read(idle)).to.deep.include({ ok: true, problems: [], warnings: [] });
    Object.assign(down, { first: true, second: true });
    expect(await vitals.read(idle)).to.deep.include({ ok: false, problems: ["WORKERS_DOWN"] });
    Object.assign(down, { first: false, second: false });
    expect((await vitals.read(idle)).ok).to.equal(true);
  });

  it("only warns of what does not keep it from its duty", async () => {
    const { vitals } = start();
    vitals.problem("LOW_BALANCE", () => true);
    expect(await vitals.read(idle)).to.deep.include({ ok: true, problems: [], warnings: ["LOW_BALANCE"] });
  });

  it("takes a probe that throws or never answers for the problem itself", async () => {
    const { vitals } = start();
    vitals.problem("SIGNER_UNAVAILABLE", () => Promise.reject(new Error("refused")));
    vitals.problem("WORKERS_DOWN", () => new Promise(() => undefined));
    expect((await vitals.read(idle)).problems).to.deep.equal(["SIGNER_UNAVAILABLE", "WORKERS_DOWN"]);
  });

  it("fails when the backlog cannot be read", async () => {
    const { vitals } = start();
    const lost = vitals.read(Promise.reject(new Error("no connection")));
    expect(await lost).to.deep.include({ ok: false, problems: ["STORE_UNAVAILABLE"], pending: undefined });
  });

  it("stays alive through what a restart does not cure", async () => {
    const { time, vitals } = start();
    vitals.problem("STORE_UNAVAILABLE", () => true);
    time.now += 3_600_000;
    expect((await vitals.read(idle)).problems).to.include.members(["LISTENER_STUCK", "STORE_UNAVAILABLE"]);
    expect(await vitals.live()).to.deep.equal({ ok: true, problems: [] });
  });

  it("is dead when a loop that turned turns no longer", async () => {
    const { time, vitals } = start();
    const turned = vitals.heartbeat(5_000);
    time.now += 60_000;
    expect((await vitals.live()).ok).to.equal(true);
    turned();
    time.now += 5_000;
    expect((await vitals.live()).ok).to.equal(true);
    time.now += 1;
    expect(await vitals.live()).to.deep.equal({ ok: false, problems: ["LOOP_STUCK"] });
  });
});
