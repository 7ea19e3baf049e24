import { existsSync } from "node:fs";
import path from "node:path";
import type { Verdict } from "./shared.ts";
import { capture, ROOT } from "./shared.ts";

const EXECUTABLE = process.platform === "win32" ? "forge.exe" : "forge";
const BINARY = path.join(
  ROOT,
  "node_modules",
  "@foundry-rs",
  `forge-${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`,
  "bin",
  EXECUTABLE,
);

const COMPILER = path.join(ROOT, "scripts", "checks", "solc.mjs");

/** Runs forge where npm installed its binary for this platform. Only its formatter and linter are used. */
export const forge = async (args: readonly string[]): Promise<Verdict> => {
  if (!existsSync(BINARY)) return { findings: [], skipped: "no forge binary for this platform" };
  const existing = args.filter(
    (arg) => !["contracts", "test"].includes(arg) || existsSync(path.join(ROOT, arg)),
  );
  const { code, text } = await capture(BINARY, existing, { FOUNDRY_SOLC: COMPILER });
  const findings = text.trim();
  return { findings: code === 0 && !/^(error|warning)\[/m.test(findings) ? [] : [findings] };
};
