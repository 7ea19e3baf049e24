import { existsSync } from "node:fs";
import path from "node:path";
import type { Verdict } from "./shared.ts";
import { ROOT, tool } from "./shared.ts";

const FOLDERS = ["standards", "oracle", "client", "circuits", "models", "scripts", "bench", "web", "test"];

/** Imports among the TypeScript folders follow .dependency-cruiser.cjs: arrows only point down, and never in a ring. */
export const tsArrows = (): Promise<Verdict> =>
  tool("depcruise", [
    "--config",
    ".dependency-cruiser.cjs",
    "--output-type",
    "err",
    ...FOLDERS.filter((folder) => existsSync(path.join(ROOT, folder))),
  ]);
