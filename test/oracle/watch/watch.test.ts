import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { Finding } from "../../../oracle/domain/watch.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import type { WatchDeps } from "../../../oracle/watch/deps.ts";
import { runWatch } from "../../../oracle/watch/runWatch.ts";
import type { ConsentId, ModelId } from "../../../standards/hex.ts";
import { Mode } from "../../../standards/inference.ts";
import { word } from "../standards/builders.ts";
import { createCourtroom, MODEL, WRONG } from "./courtroom.ts";

const countOf = async (
  metric: { get: () => Promise<{ values: { value: number; labels: Record<string, unknown> }[] }> },
  label?: string,
): Promise<number> => {
  const { values } = await metric.get();
  const meant = values.filter(({ labels }) => label === undefined || Object.values(labels).includes(label));
  return meant.reduce((sum, { value }) => sum + value, 0);
};

describe("a watcher", () => {
  let folder: string;
  let room: ReturnType<typeof createCourtroom>;
  let watcher: Awaited<ReturnType<typeof room.open>>;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "theriac-watch-"));
    room = createCourtroom(path.join(folder, "watch.sqlite"));
    watcher = await room.open();
  });
  afterEach(async () => {
    await watcher.store.close();
    rmSync(folder, { recursive: true });
  });

  /** Lets the watcher work until `until` holds; blocks go on unless `still`. */
  const run = async (until: () => boolean | Promise<boolean>, { still = false } = {}): Promise<boolean> => {
    const running = runWatch(watcher.deps);
    let held = false;
    for (let i = 0; i < 60 && !held; i++) {
      if (!still) room.world.block++;
      await systemClock.wait(20, new AbortController().signal);
      held = await until();
    }
    watcher.controller.abort();
    await running;
    return held;
  };
  /** The process dies and another takes its place, on the same store. */
  const restart = async (changes: Partial<WatchDeps> = {}): Promise<void> => {
    await watcher.store.close();
    watcher = await room.open(changes);
  };
  const isIdle = async () =>
    (await watcher.store.dueChecks(Infinity, 1)).length === 0 && (await watcher.store.backlog()).active === 0;

  it("leaves right answers alone", async () => {
    await room.tell(watcher, { block: 5 }, { block: 6, mode: Mode.QUORUM });
    expect(await run(isIdle)).to.equal(true);
    expect(room.world.calls).to.deep.equal([]);
    expect(await countOf(watcher.deps.metrics.checked)).to.equal(2);
  });

  it("commits, then reveals in a later block, once", async () => {
    await room.tell(watcher, { output: WRONG });
    expect(await run(() => room.world.calls.length > 0, { still: true })).to.equal(true);
    await restart();
    await run(() => false, { still: true });
    expect(room.world.calls).to.deep.equal(["commit 1"]);
    await restart();
    expect(await run(isIdle)).to.equal(true);
    expect(room.world.calls).to.deep.equal(["commit 1", "reveal 1"]);
    expect(await countOf(watcher.deps.metrics.won, String(Finding.WrongOutput))).to.equal(1);
    await restart();
    await run(() => false);
    expect(room.world.calls).to.have.length(2);
  });

  for (const [name, mode] of Object.entries({ QUORUM: Mode.QUORUM, OPTIMISTIC: Mode.OPTIMISTIC })) {
    it(`challenges a wrong output of mode ${name}`, async () => {
      await room.tell(watcher, { output: WRONG, mode });
      expect(await run(isIdle)).to.equal(true);
      expect(room.world.calls).to.deep.equal(["commit 1", "reveal 1"]);
    });
  }

  it("finds after a crash that its commitment got there, and does not commit twice", async () => {
    await room.tell(watcher, { output: WRONG });
    const { commit } = watcher.deps.court;
    const dying = {
      ...watcher.deps.court,
      commit: async (...call: Parameters<typeof commit>) => {
        await commit(...call);
        throw new Error("killed after sending");
      },
    };
    await restart({ court: dying });
    await run(() => room.world.calls.length > 0, { still: true });
    await restart();
    expect(await run(isIdle)).to.equal(true);
    expect(room.world.calls).to.deep.equal(["commit 1", "reveal 1"]);
  });

  it("finds after a crash that its challenge was heard", async () => {
    await room.tell(watcher, { output: WRONG });
    const { reveal } = watcher.deps.court;
    const dying = {
      ...watcher.deps.court,
      reveal: async (...call: Parameters<typeof reveal>) => {
        await reveal(...call);
        throw new Error("killed after sending");
      },
    };
    await restart({ court: dying });
    await run(() => room.world.calls.includes("reveal 1"));
    await restart();
    expect(await run(isIdle)).to.equal(true);
    expect(room.world.calls).to.deep.equal(["commit 1", "reveal 1"]);
    expect(await countOf(watcher.deps.metrics.won)).to.equal(1);
  });

  it("commits anew when its commitment was lost with its block, or expired", async () => {
    await room.tell(watcher, { output: WRONG });
    await run(() => room.world.calls.length > 0, { still: true });
    room.world.commitments.clear();
    room.world.rejections.push("DisputeCourt_CommitmentExpired");
    await restart();
    expect(await run(isIdle)).to.equal(true);
    expect(room.world.calls).to.deep.equal(["commit 1", "commit 1", "commit 1", "reveal 1"]);
  });

  it("lets go of what another watcher has won", async () => {
    await room.tell(watcher, { output: WRONG });
    room.world.rejections.push("DisputeCourt_AlreadyJudged");
    expect(await run(isIdle)).to.equal(true);
    expect(room.world.calls).to.deep.equal(["commit 1"]);
    expect(await countOf(watcher.deps.metrics.won)).to.equal(0);
  });

  it("accuses the one that copied its trace, and leaves the answer alone", async () => {
    await room.tell(watcher, { copiers: [1] });
    expect(await run(isIdle)).to.equal(true);
    expect(room.world.calls).to.deep.equal(["commit 2", "reveal 2"]);
    expect(room.world.isProposed).to.equal(true);
    expect(await countOf(watcher.deps.metrics.mismatches, String(Finding.WrongTrace))).to.equal(1);
  });

  it("finds two outputs of the same signers, over a reorganisation and a restart", async () => {
    const [id] = await room.tell(watcher, { block: 5, mode: Mode.QUORUM });
    await run(isIdle);
    await restart();
    await watcher.store.rewindTo({ number: 4, hash: word(4) });
    expect(await room.tell(watcher, { block: 6, mode: Mode.QUORUM, output: WRONG })).to.deep.equal([id]);
    expect(await run(isIdle)).to.equal(true);
    const sorted = [...room.world.calls].sort();
    // One wrong output, and each of the two signers shown to have signed both.
    expect(sorted).to.deep.equal(["commit 1", "commit 3", "commit 3", "reveal 1", "reveal 3", "reveal 3"]);
  });

  it("forgets an answer that the chain lost before it was checked", async () => {
    room.world.havePayload = false;
    await room.tell(watcher, { output: WRONG });
    await watcher.store.rewindTo({ number: 4, hash: word(4) });
    expect(await isIdle()).to.equal(true);
  });

  it("takes a judged answer back when a reorganisation brought it again", async () => {
    await room.tell(watcher, { output: WRONG });
    await run(isIdle);
    await restart();
    await watcher.store.rewindTo({ number: 4, hash: word(4) });
    room.world.isProposed = true;
    await room.tell(watcher, { output: WRONG, block: 7 });
    expect(await run(isIdle)).to.equal(true);
    expect(room.world.calls).to.deep.equal(["commit 1", "reveal 1", "overturn 1"]);
  });

  it("waits for a payload, then says that it could not check", async () => {
    room.world.havePayload = false;
    await room.tell(watcher, { output: WRONG });
    expect(await run(async () => (await watcher.store.dueChecks(Infinity, 1)).length === 0)).to.equal(true);
    expect(await countOf(watcher.deps.metrics.unable, "PAYLOAD_UNAVAILABLE")).to.equal(1);
    expect(room.world.calls).to.deep.equal([]);
  });

  const obstacles: [string, Parameters<typeof room.tell>[1]][] = [
    ["PRIVATE", { request: { consentId: word(7) as ConsentId } }],
    ["UNKNOWN_MODEL", { request: { modelId: word(0x99) as ModelId } }],
    ["INPUT_MISMATCH", { request: { inputCommitment: word(0x98) } }],
  ];
  for (const [reason, change] of obstacles) {
    it(`says why it could not check: ${reason}`, async () => {
      await room.tell(watcher, { ...change, output: WRONG });
      expect(await run(isIdle)).to.equal(true);
      expect(await countOf(watcher.deps.metrics.unable, reason)).to.equal(1);
      expect(await countOf(watcher.deps.metrics.checked)).to.equal(0);
    });
  }

  it("accuses nobody while its own executors differ", async () => {
    const infer = () => Promise.reject(Object.assign(new Error("differ"), { code: "EXECUTOR_MISMATCH" }));
    await restart({ modelOf: () => ({ ...MODEL, infer }) });
    await room.tell(watcher, { output: WRONG });
    expect(await run(isIdle)).to.equal(true);
    expect(await countOf(watcher.deps.metrics.unable, "EXECUTOR_MISMATCH")).to.equal(1);
    expect(room.world.calls).to.deep.equal([]);
  });
});
