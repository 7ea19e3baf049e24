// Native packages of this machine that npm left out.
//
// A lock file names only packages that the registry served where it was made. npm never adds an optional package that
// the lock does not name, so that a lock made on Linux would leave macOS, Windows and arm64 without their binaries.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** Packages whose binaries come as optional packages, one a platform. The first is needed to build anything at all. */
const CARRIERS = ["@nomicfoundation/edr", "@biomejs/biome"];

const LIBCS = ["gnu", "musl"];

/** Where this process runs. musl has no version of glibc to report. */
export const thisMachine = () => ({
  platform: process.platform,
  arch: process.arch,
  libc:
    process.platform === "linux" && !process.report?.getReport().header.glibcVersionRuntime ? "musl" : "gnu",
});

/** Whether a package named `...-linux-arm64-musl` is for the machine. Without a C library in its name it is for gnu. */
const fits = (name, { platform, arch, libc }) => {
  const words = name.slice(name.lastIndexOf("/") + 1).split("-");
  if (!words.includes(platform) || !words.includes(arch)) return false;
  if (platform !== "linux") return true;
  return (LIBCS.find((word) => words.includes(word)) ?? "gnu") === libc;
};

/** Names with versions of what the machine needs and node_modules of `root` lacks. */
export const missingNatives = (root, machine = thisMachine()) => {
  const modules = path.join(root, "node_modules");
  return CARRIERS.flatMap((carrier) => {
    const manifest = path.join(modules, carrier, "package.json");
    if (!existsSync(manifest)) return [];
    const { optionalDependencies = {} } = JSON.parse(readFileSync(manifest, "utf8"));
    return Object.entries(optionalDependencies)
      .filter(([name]) => fits(name, machine) && !existsSync(path.join(modules, name, "package.json")))
      .map(([name, version]) => ({ name, version }));
  });
};

/** Whether the lock file of `root` names the package, so that a plain install brings it. */
export const isLocked = (root, { name }) =>
  JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages[`node_modules/${name}`] !==
  undefined;
