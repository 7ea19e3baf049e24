import { expect } from "chai";
import { lockFindings } from "../../scripts/checks/lock.ts";

const manifest = JSON.stringify({ dependencies: { ethers: "6.17.0" } });
const locked = (root: object, extra: object = {}): string =>
  JSON.stringify({ packages: { "": root, "node_modules/ethers": { version: "6.17.0", ...extra } } }, null, 2);

describe("lock file check", () => {
  it("passes a lock that names no address", () => {
    expect(lockFindings(manifest, locked({ dependencies: { ethers: "6.17.0" } }))).to.deep.equal([]);
  });

  it("catches a download address", () => {
    const lock = locked(
      { dependencies: { ethers: "6.17.0" } },
      { resolved: "https://host.example/ethers.tgz" },
    );
    expect(lockFindings(manifest, lock)).to.have.lengthOf(1);
  });

  it("passes the folder of a workspace", () => {
    const lock = locked({ dependencies: { ethers: "6.17.0" } }, { resolved: "circuits", link: true });
    expect(lockFindings(manifest, lock)).to.deep.equal([]);
  });

  it("catches a lock that is behind package.json", () => {
    expect(lockFindings(manifest, locked({ dependencies: { ethers: "6.16.0" } }))).to.have.lengthOf(1);
    expect(lockFindings(manifest, locked({}))).to.have.lengthOf(1);
  });
});
