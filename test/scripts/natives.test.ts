import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { isLocked, missingNatives } from "../../scripts/install/natives.mjs";

const PLATFORMS = [
  "darwin-arm64",
  "darwin-x64",
  "linux-arm64-gnu",
  "linux-arm64-musl",
  "linux-x64-gnu",
  "linux-x64-musl",
  "win32-x64-msvc",
];
const EDR = "@nomicfoundation/edr";

describe("native packages after an install", () => {
  let root: string;

  const install = (name: string, manifest: object = {}): void => {
    const folder = path.join(root, "node_modules", name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  };
  const missing = (platform: string, arch: string, libc = "gnu"): string[] =>
    missingNatives(root, { platform, arch, libc }).map(
      ({ name, version }: { name: string; version: string }) => `${name}@${version}`,
    );

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "theriac-natives-"));
    const optionalDependencies = Object.fromEntries(
      PLATFORMS.map((platform) => [`${EDR}-${platform}`, "1.2.3"]),
    );
    install(EDR, { optionalDependencies });
    const cli = ["darwin-arm64", "linux-x64", "linux-x64-musl", "win32-arm64"];
    install("@biomejs/biome", {
      optionalDependencies: Object.fromEntries(cli.map((p) => [`@biomejs/cli-${p}`, "4.5.6"])),
    });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("are named for macOS, Windows, arm64 and musl, each its own", () => {
    expect(missing("darwin", "arm64")).to.deep.equal([
      `${EDR}-darwin-arm64@1.2.3`,
      "@biomejs/cli-darwin-arm64@4.5.6",
    ]);
    expect(missing("win32", "x64")).to.deep.equal([`${EDR}-win32-x64-msvc@1.2.3`]);
    expect(missing("linux", "arm64")).to.deep.equal([`${EDR}-linux-arm64-gnu@1.2.3`]);
    expect(missing("linux", "x64")).to.deep.equal([
      `${EDR}-linux-x64-gnu@1.2.3`,
      "@biomejs/cli-linux-x64@4.5.6",
    ]);
    expect(missing("linux", "x64", "musl")).to.deep.equal([
      `${EDR}-linux-x64-musl@1.2.3`,
      "@biomejs/cli-linux-x64-musl@4.5.6",
    ]);
    expect(missing("aix", "ppc64")).to.deep.equal([]);
  });

  it("are not named once they are there, nor where what needs them is not", () => {
    install(`${EDR}-win32-x64-msvc`);
    expect(missing("win32", "x64")).to.deep.equal([]);
    rmSync(path.join(root, "node_modules"), { recursive: true });
    expect(missing("darwin", "arm64")).to.deep.equal([]);
  });

  it("are told apart by whether the lock file names them", () => {
    const lock = { packages: { [`node_modules/${EDR}-linux-x64-gnu`]: {} } };
    writeFileSync(path.join(root, "package-lock.json"), JSON.stringify(lock));
    expect(isLocked(root, { name: `${EDR}-linux-x64-gnu` })).to.equal(true);
    expect(isLocked(root, { name: `${EDR}-darwin-arm64` })).to.equal(false);
  });

  it("are all there on this machine", () => {
    expect(missingNatives(process.cwd())).to.deep.equal([]);
  });
});
