import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { contentHash } from "../standards/commitments.ts";
import type { Hex } from "../standards/hex.ts";

/** Puts a payload where operators fetch it: `<folder>/<content hash without 0x>`. Returns the hash. */
export const publishPayload = async (folder: string, payload: Uint8Array): Promise<Hex> => {
  const hash = contentHash(payload);
  const target = path.join(folder, hash.slice(2));
  await mkdir(folder, { recursive: true });
  // A reader sees the whole file or none.
  await writeFile(`${target}.part`, payload);
  await rename(`${target}.part`, target);
  return hash;
};
