import { expect } from "chai";
import type { Committee } from "../../../oracle/domain/committee.ts";
import { createMemberKeys, type KeysOf } from "../../../oracle/server/memberKeys.ts";
import type { Hex } from "../../../standards/hex.ts";
import { word } from "../standards/builders.ts";
import { committeeOf, createHandClock, type HandClock, operators, signerOf } from "./operators.ts";

const [alice, bob, carol] = operators as [
  (typeof operators)[0],
  (typeof operators)[0],
  (typeof operators)[0],
];
const NEXT = signerOf(word(0x77));
const STRANGER = NEXT.signer;
const OLD = committeeOf([alice, bob]);
const NEW = committeeOf([{ operator: alice.operator, signer: NEXT }, carol], word(5));
const lower = (key: Hex) => key.toLowerCase();

describe("the signing keys of operators", () => {
  let clock: HandClock;
  let current: Committee;
  let living: Committee[];
  let reads: number;
  let isDown: boolean;
  let keysOf: KeysOf;
  beforeEach(() => {
    clock = createHandClock();
    current = OLD;
    living = [OLD];
    reads = 0;
    isDown = false;
    const chain = {
      committee: async () => {
        reads++;
        if (isDown) throw new Error("down");
        return current;
      },
      committeeOf: async (digest: string) => living.find((each) => each.digest === digest),
    };
    keysOf = createMemberKeys(chain, clock);
  });
  const adopt = (next: Committee) => {
    current = next;
    living = [OLD, next];
  };
  /** What is known once a reading under way is done. */
  const settled = async (operator: Hex) => {
    await keysOf(operator);
    await new Promise((resolve) => setImmediate(resolve));
    return keysOf(operator);
  };

  it("are those of the committee, read seldom however often they are asked for", async () => {
    for (let i = 0; i < 100; i++)
      expect(await keysOf(alice.operator.toLowerCase() as Hex)).to.deep.equal([lower(alice.signer.signer)]);
    expect(reads).to.equal(1);
    clock.advance(5_000);
    await Promise.all(Array.from({ length: 100 }, () => keysOf(bob.operator)));
    expect(reads).to.equal(2);
  });

  it("do not make strangers' questions reach the chain", async () => {
    for (let i = 0; i < 100; i++) expect(await keysOf(STRANGER)).to.deep.equal([]);
    expect(reads).to.equal(1);
    clock.advance(1_000);
    for (let i = 0; i < 100; i++) await keysOf(STRANGER);
    expect(reads).to.equal(2);
  });

  it("are found within a second after a committee was adopted, the newest first", async () => {
    await keysOf(alice.operator);
    adopt(NEW);
    clock.advance(1_000);
    expect(await keysOf(carol.operator)).to.deep.equal([lower(carol.signer.signer)]);
    expect(await keysOf(alice.operator)).to.deep.equal([lower(NEXT.signer), lower(alice.signer.signer)]);
    expect(await keysOf(bob.operator)).to.deep.equal([lower(bob.signer.signer)]);
  });

  it("are forgotten when the oracle takes no more signatures of their committee", async () => {
    await keysOf(alice.operator);
    adopt(NEW);
    clock.advance(5_000);
    expect(await settled(bob.operator)).to.have.length(1);
    living = [NEW];
    clock.advance(5_000);
    expect(await settled(bob.operator)).to.deep.equal([]);
    expect(await keysOf(alice.operator)).to.deep.equal([lower(NEXT.signer)]);
  });

  it("are read again before an answer when nobody asked for long", async () => {
    await keysOf(bob.operator);
    [current, living] = [NEW, [NEW]];
    clock.advance(15_001);
    expect(await keysOf(bob.operator)).to.deep.equal([]);
  });

  it("hold while the chain is silent", async () => {
    await keysOf(alice.operator);
    isDown = true;
    clock.advance(60_000);
    expect(await settled(alice.operator)).to.deep.equal([lower(alice.signer.signer)]);
  });
});
