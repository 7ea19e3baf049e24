import { open } from "node:fs/promises";
import path from "node:path";
import type { SealedForecast } from "./sealedForecast.ts";

const OWNER_ONLY = 0o600;

const asText = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);

const sync = async (file: string): Promise<void> => {
  const folder = await open(path.dirname(file), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Writes a forecast for its owner alone, into a file that was not there, and returns once the disk has it. */
export const writeForecast = async (file: string, sealed: SealedForecast): Promise<void> => {
  const handle = await open(file, "wx", OWNER_ONLY);
  try {
    await handle.writeFile(`${JSON.stringify(sealed, asText, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (process.platform !== "win32") await sync(file);
};
