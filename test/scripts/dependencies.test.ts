import { readFileSync } from "node:fs";
import { expect } from "chai";
import {
  dependencyFindings,
  isAllowed,
  type Locked,
  type Reviewed,
  scriptFindings,
} from "../../scripts/checks/dependencies.ts";

type Packages = Record<string, Locked>;

const SHA512 = `sha512-${"A".repeat(86)}==`;
const REVIEWED: Reviewed = {
  installScripts: {},
  licences: ["MIT", "Apache-2.0"],
  excused: {},
  circuitsOnly: ["GPL-3.0"],
};

const packageOf = (more: Locked = {}): Locked => ({
  version: "1.0.0",
  integrity: SHA512,
  license: "MIT",
  ...more,
});

/** A project with one dependency and a workspace with another. */
const lock = (): Packages => ({
  "": { dependencies: { plain: "^1.0.0" }, optionalDependencies: { other: "npm:@scope/plain@1.0.0" } },
  circuits: { dependencies: { prover: "1.0.0" } },
  "node_modules/@theriac/circuits": { link: true, resolved: "circuits" },
  "node_modules/plain": packageOf(),
  "node_modules/other": packageOf({ optional: true }),
  "node_modules/prover": packageOf({ license: "GPL-3.0", dependencies: { field: "1" } }),
  "node_modules/prover/node_modules/field": packageOf({ license: "GPL-3.0" }),
});

const found = (change: Packages, reviewed: Partial<Reviewed> = {}): string[] =>
  dependencyFindings({ ...lock(), ...change }, { ...REVIEWED, ...reviewed });

const real = () => JSON.parse(readFileSync("package-lock.json", "utf8")).packages as Packages;
const reviewed = () => JSON.parse(readFileSync("scripts/checks/dependencies.json", "utf8")) as Reviewed;

describe("dependencies check", () => {
  it("passes hashed packages of the registry, and the GPL behind the circuits", () => {
    expect(found({})).to.deep.equal([]);
  });

  it("catches a package without a hash, or with a weak one", () => {
    for (const integrity of [undefined, `sha1-${"A".repeat(27)}=`])
      expect(found({ "node_modules/plain": { license: "MIT", ...(integrity && { integrity }) } }))
        .to.have.lengthOf(1)
        .and.to.have.nested.property("[0]")
        .that.matches(/^node_modules\/plain has no SHA-512/);
  });

  it("catches dependencies from git, the web, a folder or a tag", () => {
    for (const range of [
      "git+ssh://host.example/a.git",
      "https://host.example/a.tgz",
      "github:someone/a",
      "someone/a",
      "file:../a",
      "latest",
    ])
      expect(found({ "": { dependencies: { plain: range } } }), range).to.deep.equal([
        `package.json takes plain from elsewhere: ${range}`,
      ]);
  });

  it("catches a package of one platform that is required, and passes it when it is optional", () => {
    for (const only of [{ os: ["linux"] }, { cpu: ["x64"] }, { libc: ["glibc"] }]) {
      expect(found({ "node_modules/plain": packageOf(only) })).to.have.lengthOf(1);
      expect(found({ "node_modules/plain": packageOf({ ...only, optional: true }) })).to.deep.equal([]);
    }
  });

  it("catches install scripts that nobody read, or that only POSIX runs, and entries that nothing needs", () => {
    const scripted = { "node_modules/plain": packageOf({ hasInstallScript: true }) };
    expect(found(scripted)[0]).to.match(/runs a script/);
    expect(found(scripted, { installScripts: { plain: "harmless" } })).to.deep.equal([]);
    expect(found(scripted, { installScripts: { plain: "POSIX only" } })[0]).to.match(/POSIX alone/);
    expect(found({}, { installScripts: { plain: "harmless" } })[0]).to.match(/no install script/);
  });

  it("catches a licence that is not allowed, and the GPL as soon as anything but the circuits reaches it", () => {
    expect(found({ "node_modules/plain": packageOf({ license: "BUSL-1.1" }) })).to.have.lengthOf(1);
    const reaching = found({ "node_modules/plain": packageOf({ dependencies: { prover: "1.0.0" } }) });
    expect(reaching).to.deep.equal([
      "node_modules/prover is under GPL-3.0",
      "node_modules/prover/node_modules/field is under GPL-3.0",
    ]);
    expect(found({}, { excused: { plain: "none" } })[0]).to.match(/needs no excuse/);
  });

  it("reads AND and OR", () => {
    expect(isAllowed("(MIT OR GPL-3.0)", ["MIT"])).to.equal(true);
    expect(isAllowed("(MIT AND GPL-3.0)", ["MIT"])).to.equal(false);
  });

  it("holds for the lock file, and would not with forge required or one entry unread", () => {
    expect(dependencyFindings(real(), reviewed())).to.deep.equal([]);
    const { optional, ...forge } = real()["node_modules/@foundry-rs/forge"] as Locked;
    expect(optional).to.equal(true);
    const required = { ...real(), "node_modules/@foundry-rs/forge": forge };
    expect(dependencyFindings(required, reviewed())).to.have.lengthOf(1);
    const { esbuild, ...unread } = reviewed().installScripts;
    expect(esbuild).to.be.a("string");
    expect(dependencyFindings(real(), { ...reviewed(), installScripts: unread })).to.have.lengthOf(1);
  });
});

describe("scripts of package.json", () => {
  it("run on Windows too", () => {
    expect(scriptFindings(JSON.parse(readFileSync("package.json", "utf8")))).to.deep.equal([]);
    for (const command of ["CI=1 npm test", "rm -rf out", "echo $HOME", "a; b", "echo 'a'", "./run"])
      expect(scriptFindings({ scripts: { bad: command } }), command).to.have.lengthOf(1);
    expect(scriptFindings({ scripts: { good: "tsx a.ts && mocha --config b.json" } })).to.deep.equal([]);
  });
});
