import { stat, statfs } from "node:fs/promises";
import path from "node:path";
import { type Finding, failed, ok, warning } from "./report.ts";

const LEAST_NODE = 22;
const OTHERS = 0o077;
const GIB = 2 ** 30;
const LEAST_FREE = GIB / 4;
const FEW_FREE = 2 * GIB;

export const checkNode = (version: string): Finding =>
  Number(version.split(".")[0]) >= LEAST_NODE
    ? ok("Node.js", version)
    : failed(
        "Node.js",
        version,
        `Run it with Node.js ${LEAST_NODE} or later: npm scripts of this package do.`,
      );

/** Files that hold secrets are for this account's eyes alone. */
export const checkMode = async (name: string, file: string, platform: string): Promise<Finding> => {
  const check = `file ${name}`;
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return failed(check, `${file} is not there`, "Make it with `oracle keygen`.");
  const mode = (found.mode & 0o777).toString(8);
  // Windows keeps permissions elsewhere.
  if (platform === "win32" || (found.mode & OTHERS) === 0) return ok(check, `mode ${mode}`);
  return failed(check, `mode ${mode}: others may read it`, `chmod 600 ${file}`);
};

export const checkDisk = async (folder: string): Promise<Finding> => {
  const existing = await nearest(folder);
  const { bavail, bsize } = await statfs(existing);
  const free = bavail * bsize;
  const says = `${(free / GIB).toFixed(1)} GiB free for ${existing}`;
  if (free < LEAST_FREE) return failed("disk", says, "Make room: a full disk stops signing.");
  return free < FEW_FREE ? warning("disk", says, "Make room soon.") : ok("disk", says);
};

const nearest = async (folder: string): Promise<string> => {
  const found = await stat(folder).catch(() => undefined);
  const above = path.dirname(folder);
  return found === undefined && above !== folder ? nearest(above) : folder;
};
