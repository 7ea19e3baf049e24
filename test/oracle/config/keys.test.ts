import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { keccak256, recoverAddress } from "ethers";
import { createKeys } from "../../../oracle/config/createKeys.ts";
import { openKeys, readPublicKey } from "../../../oracle/config/openKeys.ts";
import { openEnvelope, sealEnvelope } from "../../../standards/envelope.ts";
import { CLINIC, word } from "../standards/builders.ts";

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "resolved",
    (error: { code?: string; message: string }) => `${error.code}: ${error.message}`,
  );

describe("keys", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "theriac-keys-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const make = () => createKeys({ out: folder, password: "correct horse", cost: "light" });
  const files = (password: { env: string } | { file: string }) => ({
    address: CLINIC,
    keystore: path.join(folder, "keystore.json"),
    encryptionKey: path.join(folder, "encryption-key.json"),
    password,
  });

  it("sign and decrypt after a round trip through encrypted files", async () => {
    const created = await make();
    const keys = await openKeys(files({ env: "PW" }), { PW: "correct horse" });
    expect(keys.signer).to.equal(created.signer);
    expect(recoverAddress(keccak256(word(1)), await keys.sign(word(1)))).to.equal(created.signer);
    expect(readPublicKey(created.encryptionKeyFile)).to.equal(created.encryptionKey);
    const sealed = await sealEnvelope(new Uint8Array([1]), [
      { operator: CLINIC, encryptionKey: created.encryptionKey },
    ]);
    const opened = await openEnvelope(sealed, CLINIC, keys.encryptionPrivateKey);
    expect(opened[0]).to.equal(1);
  });

  it("are readable by their owner only and hold no plain key", async () => {
    const created = await make();
    const keys = await openKeys(files({ env: "PW" }), { PW: "correct horse" });
    for (const file of [created.keystoreFile, created.encryptionKeyFile]) {
      expect(statSync(file).mode & 0o077).to.equal(0);
      expect(readFileSync(file, "utf8")).not.to.contain(keys.encryptionPrivateKey.slice(2));
    }
  });

  it("do not open with another password", async () => {
    await make();
    expect(await codeOf(openKeys(files({ env: "PW" }), { PW: "wrong" }))).to.match(
      /^BAD_KEYS: .*does not decrypt/,
    );
  });

  it("do not open when the public key was exchanged", async () => {
    const { encryptionKeyFile } = await make();
    const json = JSON.parse(readFileSync(encryptionKeyFile, "utf8"));
    writeFileSync(encryptionKeyFile, JSON.stringify({ ...json, publicKey: word(9) }));
    expect(await codeOf(openKeys(files({ env: "PW" }), { PW: "correct horse" }))).to.match(
      /does not decrypt/,
    );
  });

  it("are never overwritten", async () => {
    await make();
    expect(await codeOf(make())).to.match(/^BAD_KEYS: .*cannot be written/);
  });

  it("need a password variable that is set, or a file that others cannot read", async () => {
    await make();
    expect(await codeOf(openKeys(files({ env: "PW" }), {}))).to.match(/variable is not set/);
    const file = path.join(folder, "password");
    writeFileSync(file, "correct horse\n");
    chmodSync(file, 0o644);
    expect(await codeOf(openKeys(files({ file }), {}))).to.match(/Others may read/);
    chmodSync(file, 0o600);
    expect(await codeOf(openKeys(files({ file }), {}))).to.equal("resolved");
  });
});
