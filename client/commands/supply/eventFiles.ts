// EPCIS documents as they are read, and what is kept to show later that an event was anchored.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { anchoredDigest } from "../../../standards/epcis/declareError.ts";
import { readEvents } from "../../../standards/epcis/readEvents.ts";
import { buildEventTree, type SaltedDigest } from "../../../standards/eventAnchor.ts";
import { formatGln, type Gln } from "../../../standards/gs1/keys.ts";
import type { Hex } from "../../../standards/hex.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import type { HashedEvent } from "../../provenance/capture/planDocument.ts";
import { writeDurably } from "../../provenance/journal/durableFile.ts";
import { BadFileError } from "../files.ts";

/** SHA-256 of a file, read in pieces. */
export const fileHash = async (file: string): Promise<Hex> => {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch (error) {
    throw new BadFileError(file, `cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`);
  }
  return `0x${hash.digest("hex")}`;
};

/** Events of a document of any size, each with what is anchored of it: a declaration of an error counts. */
export const hashedEvents = async function* (file: string): AsyncGenerator<HashedEvent> {
  for await (const { event, namespaces } of readEvents(createReadStream(file)))
    yield { event, hash: anchoredDigest(event, namespaces) };
};

/** Puts the events under a root, each with a salt, and keeps both on disk: without its salt an event proves nothing. */
export const anchorFileOf = async (file: string, gln: Gln, digests: readonly Hex[]): Promise<Hex> => {
  const salted: SaltedDigest[] = digests.map((digest) => ({ digest, salt: randomWord() }));
  const { root } = buildEventTree(salted);
  const head = { kind: "theriac-events/1", gln: formatGln(gln), root, events: salted.length };
  await writeDurably(file, async (handle) => {
    await handle.write(`${JSON.stringify(head)}\n`);
    for (const one of salted) await handle.write(`${JSON.stringify(one)}\n`);
  });
  return root;
};
