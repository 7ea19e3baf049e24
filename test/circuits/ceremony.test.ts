import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { compileCircuit } from "../../circuits/compile.ts";
import { readTranscript } from "../../circuits/transcript.ts";

const run = promisify(execFile);

/** A circuit of two rows: its ceremony takes seconds instead of minutes. */
const SMALL = `pragma circom 2.2.0;
template Small() {
    signal input secret;
    signal input binding;
    signal output square;
    signal output bound;
    square <== secret * secret;
    bound <== secret * binding;
}
component main {public [binding]} = Small();
`;
const BEACON = "0b".repeat(32);

describe("set-up ceremony", function () {
  this.timeout(120_000);
  let folder: string;
  const file = (name: string): string => path.join(folder, name);

  /** The toolchain leaves workers behind, so every step runs in a process of its own, as in a real ceremony. */
  const step = async (name: string, ...values: (string | number)[]): Promise<string> => {
    const args = [
      "--import",
      "tsx",
      "test/circuits/ceremonyStep.ts",
      name,
      ...values.map((value) => JSON.stringify(value)),
    ];
    try {
      await run(process.execPath, args);
      return "done";
    } catch (error) {
      return (error as { stderr: string }).stderr.trim().split("\n").at(-1) ?? "";
    }
  };

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "theriac-ceremony-"));
    const { r1csFile } = await compileCircuit(SMALL, folder);
    writeFileSync(file("small.r1cs"), readFileSync(r1csFile));
    expect(await step("rehearsePowersOfTau", 4, BEACON, file("powers.ptau"))).to.equal("done");
    expect(await step("startCeremony", file("small.r1cs"), file("powers.ptau"), file("0.zkey"))).to.equal(
      "done",
    );
    expect(await step("contribute", file("0.zkey"), file("1.zkey"), "first", "some entropy")).to.equal(
      "done",
    );
    expect(await step("contribute", file("1.zkey"), file("2.zkey"), "second", "other entropy")).to.equal(
      "done",
    );
    expect(await step("closeCeremony", file("2.zkey"), file("final.zkey"), BEACON)).to.equal("done");
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("gives a key that anybody can check against circuit and powers", async () => {
    expect(await step("checkKey", file("small.r1cs"), file("powers.ptau"), file("final.zkey"))).to.equal(
      "done",
    );
    const bytes = readFileSync(file("final.zkey"));
    bytes[bytes.length - 400] = (bytes[bytes.length - 400] as number) ^ 1;
    writeFileSync(file("changed.zkey"), bytes);
    expect(
      await step("checkKey", file("small.r1cs"), file("powers.ptau"), file("changed.zkey")),
    ).to.not.equal("done");
  });

  it("publishes who contributed, and what closed it", async () => {
    const transcript = await readTranscript(file("final.zkey"), file("powers.ptau"));
    expect(transcript.contributions.map(({ name }) => name)).to.deep.equal(["first", "second"]);
    expect(new Set(transcript.contributions.map(({ hash }) => hash)).size).to.equal(2);
    expect(transcript.beacon).to.deep.equal({ value: BEACON, iterations: 10 });
  });

  it("is worth nothing with one contributor, or without a beacon", async () => {
    expect(await step("closeCeremony", file("1.zkey"), file("alone.zkey"), BEACON)).to.equal("done");
    for (const name of ["alone.zkey", "2.zkey"]) {
      const error = await readTranscript(file(name), file("powers.ptau")).catch((reason: unknown) => reason);
      expect(error, name).to.include({ code: "CEREMONY_FAILED" });
    }
  });

  it("refuses a beacon that is no hex, and a contribution to what is no key", async () => {
    expect(await step("closeCeremony", file("2.zkey"), file("never.zkey"), "late")).to.equal(
      "CEREMONY_FAILED",
    );
    expect(existsSync(file("never.zkey"))).to.equal(false);
    expect(
      await step("contribute", file("powers.ptau"), file("never.zkey"), "third", "entropy"),
    ).to.not.equal("done");
  });
});
