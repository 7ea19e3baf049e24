import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { replaceSecretJson, writeSecretJson } from "../../client/commands/files.ts";
import { replaceFile, writeNewFile } from "../../client/writeNewFile.ts";

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "done",
    (error) => error.code,
  );

describe("files of a command", () => {
  let dir: string;
  const at = (name: string): string => path.join(dir, name);
  const modeOf = async (name: string): Promise<number> => (await stat(at(name))).mode & 0o777;

  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), "theriac-files-"));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it("are their owner's alone, and written over by none", async () => {
    await writeSecretJson(at("a.json"), { salt: 1n });
    expect(await modeOf("a.json")).to.equal(0o600);
    expect(await codeOf(writeSecretJson(at("a.json"), {}))).to.equal("FILE_EXISTS");
    expect(await codeOf(writeSecretJson(at("none/a.json"), {}))).to.equal("BAD_FILE");
    expect(await codeOf(replaceSecretJson(at("none/a.json"), {}))).to.equal("BAD_FILE");
    expect(JSON.parse(await readFile(at("a.json"), "utf8"))).to.deep.equal({ salt: "1" });
    expect(await readdir(dir)).to.deep.equal(["a.json"]);
  });

  it("are replaced through a draft that nobody had a hand in", async () => {
    await writeSecretJson(at("a.json"), {});
    await writeFile(at("a.json.new"), "open to all", { mode: 0o644 });
    await replaceSecretJson(at("a.json"), { salt: 2 });
    expect(await modeOf("a.json")).to.equal(0o600);
    expect(JSON.parse(await readFile(at("a.json"), "utf8"))).to.deep.equal({ salt: 2 });
    expect(await readFile(at("a.json.new"), "utf8")).to.equal("open to all");
  });

  it("stay whole when writing breaks off", async () => {
    await writeSecretJson(at("a.json"), { salt: 1 });
    const broken = function* (): Generator<Uint8Array> {
      yield new TextEncoder().encode("{");
      throw new TypeError("the disk is full");
    };
    expect(await codeOf(replaceFile(at("a.json"), broken()))).to.equal(undefined);
    expect(await codeOf(writeNewFile(at("b.json"), broken()))).to.equal(undefined);
    expect(await readdir(dir)).to.deep.equal(["a.json"]);
    expect(JSON.parse(await readFile(at("a.json"), "utf8"))).to.deep.equal({ salt: 1 });
  });
});
