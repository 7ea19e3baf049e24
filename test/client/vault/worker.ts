// A child process that works on a vault until it is killed, and prints each thing after it is done. The chain is a file:
// what was appended to it has happened.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { SubjectHandle } from "../../../client/keys/newSubjectHandle.ts";
import type { RecordLedger } from "../../../client/vault/ports.ts";
import type { Hex } from "../../../standards/hex.ts";
import type { AnchorId } from "../../../standards/recordCommitment.ts";
import { word } from "../../oracle/standards/builders.ts";
import { openStoreAt, type StorePlace } from "./eachStore.ts";
import { aGrantFor, enrolled, NOW, newRecord, openWorld } from "./world.ts";

export const SUBJECT = word(0x61) as SubjectHandle;
const LOOKUP = word(0x62);

/** The record registry as lines of a file. */
export const fileLedger = (
  file: string,
  now = NOW,
): RecordLedger & { readonly erasures: () => readonly string[] } => {
  const lines = (start: string): string[] =>
    existsSync(file)
      ? readFileSync(file, "utf8")
          .split("\n")
          .filter((line) => line.startsWith(start))
      : [];
  return {
    now: async () => now,
    count: async () => lines("anchor").length,
    at: async (n) => ({ id: word(n + 1) as AnchorId, root: lines("anchor")[n]?.split(" ")[1] as Hex }),
    nonces: async () => ({ mined: lines("anchor").length, next: lines("anchor").length }),
    anchor: async ({ root }) => appendFileSync(file, `anchor ${root}\n`),
    erase: async (id, index) => appendFileSync(file, `erase ${id} ${index}\n`),
    erasures: () => lines("erase"),
  };
};

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const work = async (kind: StorePlace["kind"], where: string, ledger: string): Promise<void> => {
  const store = await openStoreAt(kind, where);
  const { vault, ask } = await openWorld(store, { ledger: fileLedger(ledger) });
  await vault.resume();
  for (;;) {
    await enrolled(store, SUBJECT, LOOKUP);
    const { recordId } = await vault.put(newRecord(SUBJECT));
    say(`put ${recordId}`);
    await vault.anchorRecords();
    say(`anchored ${recordId}`);
    const { accessId } = await vault.release(await ask([recordId], aGrantFor(SUBJECT)));
    say(`released ${accessId}`);
    say(`erasing ${recordId}`);
    await vault.erase(recordId);
    say(`erased ${recordId}`);
    // The handle went with the last record.
    await enrolled(store, SUBJECT, LOOKUP);
    const { recordId: kept } = await vault.put(newRecord(SUBJECT));
    say(`kept ${kept}`);
  }
};

const [, self, kind, where, ledger] = process.argv;
if (self?.endsWith("worker.ts")) await work(kind as StorePlace["kind"], where ?? "", ledger ?? "");
