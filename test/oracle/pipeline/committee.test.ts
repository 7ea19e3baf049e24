import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { keccak256 } from "ethers";
import { rankOf } from "../../../oracle/domain/committee.ts";
import type { Duty } from "../../../oracle/domain/duty.ts";
import type { PeerAnswer, Proposal } from "../../../oracle/domain/ports.ts";
import { countersign } from "../../../oracle/pipeline/countersign.ts";
import type { StepResult } from "../../../oracle/pipeline/deps.ts";
import { gather } from "../../../oracle/pipeline/gather.ts";
import { digestOf, signerOf } from "../../../oracle/pipeline/statements.ts";
import { submit } from "../../../oracle/pipeline/submit.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { decodeAttestation } from "../../../standards/attestation.ts";
import type { Hex } from "../../../standards/hex.ts";
import {
  committeeWith,
  createCommittee,
  NEW_KEYS,
  OLD_KEYS,
  OPERATORS,
  type Said,
  type TestCommittee,
} from "./committeeOfStages.ts";
import { ID } from "./stage.ts";

const OUTPUT: Hex = `0x${"12".repeat(32)}`;
const never = () => new Promise<never>(() => undefined);

describe("a committee", () => {
  let committee: TestCommittee;
  let leader: number;
  beforeEach(async () => {
    committee = await createCommittee();
    leader = OPERATORS.findIndex((_, bit) => rankOf(ID, bit, 4) === 0);
    for (const stage of committee.stages) await compute(stage);
  });
  afterEach(() => committee.close());

  const compute = async (stage: TestCommittee["stages"][number]) => {
    await stage.open();
    await stage.store.move(ID, "seen", "authorised", {});
    await stage.store.move(ID, "authorised", "computed", { output: OUTPUT, outputHash: OUTPUT, readyAt: 0 });
  };
  const dutyOf = async (i: number): Promise<Duty> => {
    const duty = await committee.stages[i]?.store.duty(ID);
    if (duty === undefined) throw new Error("no duty");
    return duty;
  };
  const gatherAt = async (i: number): Promise<StepResult> => gather(committee.depsOf(i), await dutyOf(i));
  const other = (n: number): Hex => OPERATORS[(leader + n) % 4] as Hex;
  /** Who signed, by the keys that were recovered. */
  const signersOf = (result: StepResult, configDigest: Hex): readonly (Hex | undefined)[] => {
    if (result.kind !== "move" || result.changes.statement?.kind !== "answer") throw new Error(result.kind);
    const { attestation, ...signed } = result.changes.statement;
    expect(signed.configDigest).to.equal(configDigest);
    const report = { ...signed, requestId: ID, outputHash: OUTPUT };
    const digest = digestOf(committee.depsOf(0).rules, { kind: "answer", report });
    return decodeAttestation(attestation).map(({ signature }) => signerOf(digest, signature));
  };
  const known = (keys: readonly { signer: Hex }[]): readonly Hex[] => keys.map(({ signer }) => signer);

  const signedByAnother: Said = async (proposal) => ({
    signed: true,
    signature: await (OLD_KEYS[(leader + 2) % 4] as (typeof OLD_KEYS)[0]).sign(
      keccak256(proposal.signature) as Hex,
    ),
  });
  const mirrored: Said = async (proposal) => ({
    signed: true,
    signature: `${proposal.signature.slice(0, -2)}00` as Hex,
  });
  const otherOutput: PeerAnswer = { signed: false, objection: { code: "OTHER_OUTPUT", retryable: false } };
  const liars: [string, Said, string[]][] = [
    ["signs something else", signedByAnother, ["WRONG_SIGNATURE"]],
    [
      "sends the leader's own signature back",
      async ({ signature }) => ({ signed: true, signature }),
      ["WRONG_SIGNATURE"],
    ],
    ["writes a signature as the contract does not take it", mirrored, ["WRONG_SIGNATURE"]],
    ["says that it has another output", async () => otherOutput, ["OTHER_OUTPUT"]],
    ["fails", () => Promise.reject(new Error("down")), []],
    ["never answers, whatever it is told", never, []],
  ];
  for (const [name, said, faults] of liars) {
    it(`answers when a member ${name}`, async () => {
      committee.conduct.set(other(1), said);
      // The liar is asked first and the others are slow, so that it has its say.
      for (const n of [2, 3]) {
        const honest = committee.depsOf(OPERATORS.indexOf(other(n)));
        committee.conduct.set(other(n), async (proposal) => {
          await sleep(10);
          return countersign(honest, proposal);
        });
      }
      const signers = signersOf(await gatherAt(leader), committeeWith(OLD_KEYS, 4).digest);
      expect(signers).to.have.length(3);
      expect(known(OLD_KEYS)).to.include.members([...signers] as Hex[]);
      expect(committee.faults).to.deep.equal(faults.map((fault) => [other(1), fault]));
    });
  }

  it("gives up on a round in time when too many are silent, and comes back", async () => {
    committee.conduct.set(other(1), never).set(other(2), never);
    const startedAt = performance.now();
    expect(await gatherAt(leader)).to.include({ kind: "wait", why: "TOO_FEW_SIGNATURES" });
    expect(performance.now() - startedAt).to.be.lessThan(1_000);
    committee.conduct.clear();
    expect(await gatherAt(leader)).to.include({ kind: "move", to: "signed" });
  });

  it("is led by the next member when the first dies between gathering and sending", async () => {
    expect(await gatherAt(leader)).to.include({ kind: "move", to: "signed" });
    committee.conduct.set(OPERATORS[leader] as Hex, () => Promise.reject(new Error("dead")));
    const next = (leader + 1) % 4;
    const taken = await gatherAt(next);
    expect(signersOf(taken, committeeWith(OLD_KEYS, 4).digest)).to.have.length(3);
    if (taken.kind !== "move") throw new Error(taken.why);
    await committee.stages[next]?.store.move(ID, "computed", "signed", taken.changes);
    const deps = committee.depsOf(next);
    expect(await submit(deps, await dutyOf(next))).to.include({ why: "WAITING_FOR_CONFIRMATIONS" });
    expect((await dutyOf(next)).state).to.equal("submitted");
  });

  it("takes turns: who is not first waits longer by its rank", async () => {
    const readyAt = 1_000_000;
    const clock = { ...systemClock, now: () => readyAt };
    for (let n = 0; n < 4; n++) {
      const i = (leader + n) % 4;
      const result = await gather(committee.depsOf(i, { clock }), { ...(await dutyOf(i)), readyAt });
      if (n === 0) expect(result.kind).to.equal("move");
      else expect(result).to.include({ kind: "wait", why: "NOT_MY_TURN" });
    }
  });

  describe("that changes its keys while a request is open", () => {
    const adopt = () => committee.chainState.committees.push(committeeWith(NEW_KEYS, 5));
    const hold = (...which: number[]) => {
      for (const i of which) Object.assign(committee.keys[i] as object, { next: NEW_KEYS[i] });
    };

    it("signs with the keys that the committee of the report lists", async () => {
      hold(0, 1, 2, 3);
      const before = await gatherAt(leader);
      expect(known(OLD_KEYS)).to.include.members([
        ...signersOf(before, committeeWith(OLD_KEYS, 4).digest),
      ] as Hex[]);
      adopt();
      const after = await gatherAt(leader);
      expect(known(NEW_KEYS)).to.include.members([
        ...signersOf(after, committeeWith(NEW_KEYS, 5).digest),
      ] as Hex[]);
    });

    it("countersigns for a leader that has not seen the new committee, in the old one's grace", async () => {
      hold(0, 1, 2, 3);
      let proposed: Proposal | undefined;
      for (const n of [1, 2, 3]) {
        committee.conduct.set(other(n), async (proposal) => {
          proposed = proposal;
          throw new Error("later");
        });
      }
      await gatherAt(leader);
      committee.conduct.clear();
      adopt();
      const peer = (leader + 1) % 4;
      const said = await countersign(committee.depsOf(peer), proposed as Proposal);
      expect(said).to.have.property("signed", true);
      // After the grace the oracle takes none of its signatures, and neither does a peer.
      committee.chainState.committees.shift();
      expect(await countersign(committee.depsOf(peer), proposed as Proposal)).to.deep.include({
        objection: { code: "UNKNOWN_COMMITTEE", retryable: false },
      });
    });

    it("signs nothing with a key that the committee does not list", async () => {
      hold(leader);
      adopt();
      expect(await gatherAt((leader + 1) % 4)).to.include({ kind: "wait", why: "KEY_NOT_HELD" });
      expect(await gatherAt(leader)).to.include({ kind: "wait", why: "TOO_FEW_SIGNATURES" });
      hold(...[1, 2].map((n) => (leader + n) % 4));
      expect(await gatherAt(leader)).to.include({ kind: "move", to: "signed" });
    });
  });

  describe("whose signing key is away", () => {
    const AWAY = Object.assign(new Error("away"), { code: "SIGNER_UNAVAILABLE" });

    it("never says another thing once the key is back", async () => {
      const key = committee.keys[leader] as { sign: (preimage: Hex) => Promise<Hex> };
      const { sign } = key;
      const asked: Hex[] = [];
      key.sign = async (preimage) => {
        asked.push(preimage);
        throw AWAY;
      };
      expect(await gatherAt(leader).catch((error: Error) => error.message)).to.equal("away");
      const store = committee.stages[leader]?.store;
      const contradiction = { kind: "answer", outputHash: `0x${"34".repeat(32)}` } as const;
      const released = await store
        ?.releaseSignature(ID, contradiction, async () => "0x")
        .catch((error: { code: string }) => error.code);
      expect(released).to.equal("WOULD_EQUIVOCATE");
      key.sign = sign;
      expect(await gatherAt(leader)).to.include({ kind: "move", to: "signed" });
      expect(asked).to.have.length(1);
    });
  });
});
