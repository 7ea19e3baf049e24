// A child process that signs outputs of ever new requests until it is killed, and prints each after its signature.

import { openStore } from "../../../oracle/store/openStore.ts";
import type { RequestId } from "../../../standards/hex.ts";
import { IDENTITY, outputOf, requestOf } from "./identity.ts";

const store = await openStore(JSON.parse(process.argv[2] as string), IDENTITY);
for (let n = 0; ; n++) {
  const id = requestOf(n) as RequestId;
  const signature = await store.releaseSignature(id, { kind: "answer", outputHash: outputOf(n) }, async () =>
    outputOf(n),
  );
  process.stdout.write(`${n} ${signature}\n`);
}
