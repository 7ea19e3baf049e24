import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { keccak256, recoverAddress, Wallet } from "ethers";
import { createKeys } from "../../../oracle/config/createKeys.ts";
import { openKeys, readPublicKey } from "../../../oracle/config/openKeys.ts";
import { signerFor } from "../../../oracle/domain/signer.ts";
import { openEnvelope, sealEnvelope } from "../../../standards/envelope.ts";
import type { Hex } from "../../../standards/hex.ts";
import { CLINIC, word } from "../standards/builders.ts";

/** A development chain: key files may be cheap there. */
const CHAIN = 31_337;
const MAINNET = 1;

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
    const keys = await openKeys(files({ env: "PW" }), { PW: "correct horse" }, CHAIN);
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
    const keys = await openKeys(files({ env: "PW" }), { PW: "correct horse" }, CHAIN);
    for (const file of [created.keystoreFile, created.encryptionKeyFile]) {
      expect(statSync(file).mode & 0o077).to.equal(0);
      expect(readFileSync(file, "utf8")).not.to.contain(keys.encryptionPrivateKey.slice(2));
    }
  });

  it("do not open with another password", async () => {
    await make();
    expect(await codeOf(openKeys(files({ env: "PW" }), { PW: "wrong" }, CHAIN))).to.match(
      /^BAD_KEYS: .*does not decrypt/,
    );
  });

  it("do not open when the public key was exchanged", async () => {
    const { encryptionKeyFile } = await make();
    const json = JSON.parse(readFileSync(encryptionKeyFile, "utf8"));
    writeFileSync(encryptionKeyFile, JSON.stringify({ ...json, publicKey: word(9) }));
    expect(await codeOf(openKeys(files({ env: "PW" }), { PW: "correct horse" }, CHAIN))).to.match(
      /does not decrypt/,
    );
  });

  it("are never overwritten", async () => {
    await make();
    expect(await codeOf(make())).to.match(/^BAD_KEYS: .*cannot be written/);
  });

  it("need a password variable that is set, or a file that others cannot read", async () => {
    await make();
    expect(await codeOf(openKeys(files({ env: "PW" }), {}, CHAIN))).to.match(/variable is not set/);
    const file = path.join(folder, "password");
    writeFileSync(file, "correct horse\n");
    chmodSync(file, 0o644);
    expect(await codeOf(openKeys(files({ file }), {}, CHAIN))).to.match(/Others may read/);
    chmodSync(file, 0o600);
    expect(await codeOf(openKeys(files({ file }), {}, CHAIN))).to.equal("resolved");
  });

  it("are refused off development chains when their password is cheap to guess", async () => {
    await make();
    const open = (chain: number) => codeOf(openKeys(files({ env: "PW" }), { PW: "correct horse" }, chain));
    expect(await open(MAINNET)).to.match(/^BAD_KEYS: .*too cheap to guess/);
    expect(await open(CHAIN)).to.equal("resolved");
  });

  it("are refused when a keystore does without scrypt, or asks for gigabytes", async () => {
    const { keystoreFile } = await make();
    const keystore = JSON.parse(readFileSync(keystoreFile, "utf8")) as Record<string, unknown>;
    const name = Object.keys(keystore).find((key) => key.toLowerCase() === "crypto") as string;
    const crypto = keystore[name] as { kdfparams: object };
    const refusalOf = (changes: object) => {
      writeFileSync(keystoreFile, JSON.stringify({ ...keystore, [name]: { ...crypto, ...changes } }));
      return codeOf(openKeys(files({ env: "PW" }), { PW: "correct horse" }, CHAIN));
    };
    expect(await refusalOf({ kdf: "pbkdf2" })).to.match(/does not use scrypt/);
    expect(await refusalOf({ kdfparams: { ...crypto.kdfparams, n: 2 ** 24 } })).to.match(/too much memory/);
    expect(await refusalOf({})).to.equal("resolved");
  });

  it("of a rotation are held beside those in use", async () => {
    await make();
    const out = path.join(folder, "next");
    const next = await createKeys({ out, password: "correct horse", cost: "light" });
    const both = {
      ...files({ env: "PW" }),
      nextKeystore: next.keystoreFile,
      nextEncryptionKey: next.encryptionKeyFile,
    };
    const keys = await openKeys(both, { PW: "correct horse" }, CHAIN);
    const members = (signer: string) => ({ members: [{ operator: CLINIC, signer: signer as Hex }] });
    expect(keys.signer).not.to.equal(next.signer);
    expect(signerFor(keys, members(keys.signer))?.signer).to.equal(keys.signer);
    const following = signerFor(keys, members(next.signer));
    expect(recoverAddress(keccak256("0x12"), (await following?.sign("0x12")) ?? "0x")).to.equal(next.signer);
    expect(signerFor(keys, members(Wallet.createRandom().address))).to.equal(undefined);
    const sealed = await sealEnvelope(new Uint8Array([2]), [
      { operator: CLINIC, encryptionKey: next.encryptionKey },
    ]);
    const opened = await openEnvelope(sealed, CLINIC, keys.nextEncryptionPrivateKey as Hex);
    expect(opened[0]).to.equal(2);
  });
});
