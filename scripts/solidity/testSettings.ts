// How tests in Solidity are compiled. A test that carries a contract's code in its own (`new BatchLedger(...)`) makes the
// compiler optimise that contract anew: minutes for a suite. Tests that deploy by name instead (Test.deploy) run the code
// that ships, and their own code only has to be compiled soon: unoptimised and without the IR.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const IMPORT = /\bimport\s+[^;"']*["'](\.[^"']+)["']/g;
/** A file that the old code generator cannot compile says so, and why. */
const NEEDS_IR = /^\/\/ Compiled through the IR/m;
const ROOMS = ["oracle", "consent", "provenance", "research"];
/** Compiled by themselves, on another core: all tests together are more than the compiler's answer can hold. */
const BESIDE = /\/(?:provenance|research)\//;

const filesUnder = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".sol"))
        .map((file) => path.posix.join(folder, ...file.split(path.sep)))
    : [];

/** Text of a test and of every file under test/ that it imports, however far. */
const textWithImports = (file: string, seen = new Set<string>()): string => {
  if (seen.has(file) || !file.startsWith("test/") || !existsSync(file)) return "";
  seen.add(file);
  const text = readFileSync(file, "utf8");
  const imports = [...text.matchAll(IMPORT)].map(([, target = ""]) =>
    path.posix.join(path.posix.dirname(file), target),
  );
  return [text, ...imports.map((target) => textWithImports(target, seen))].join("\n");
};

/** Settings for each Solidity file under test/, by its path, given those that contracts are compiled with. */
export const testSettings = <Settings extends { optimizer: object; viaIR: boolean }>(
  shipped: Settings,
): Record<string, Settings> => {
  const names = ROOMS.flatMap((room) => filesUnder(`contracts/${room}`)).map((file) =>
    path.posix.basename(file, ".sol"),
  );
  const carriesCode = new RegExp(`\\bnew (${names.join("|")})\\b`);
  const quick = { ...shipped, viaIR: false };
  return Object.fromEntries(
    filesUnder("test").map((file) => {
      const text = textWithImports(file);
      if (names.length > 0 && carriesCode.test(text)) return [file, shipped];
      // Without the optimizer its runs mean nothing, but for telling one compilation from the other.
      const optimizer = BESIDE.test(file) ? { enabled: false, runs: 1 } : { enabled: false };
      return [file, { ...quick, optimizer, viaIR: NEEDS_IR.test(text) }];
    }),
  );
};
