import { TheriacError } from "../../../standards/errors.ts";

/** The index knows no such pack. */
export class PackNotIndexedError extends TheriacError {
  override readonly code = "PACK_NOT_INDEXED";
  override readonly retryable = true;
  constructor(lot: string, index: number) {
    super("The index knows no such pack.", {
      context: { lot, index },
      hint: "It follows the chain at a distance: was the lot commissioned a moment ago?",
    });
  }
}

/** What the index says of a pack is not what its own events, or the chain, say. */
export class ScanDiffersError extends TheriacError {
  override readonly code = "SCAN_DIFFERS";
  constructor(field: string, shown: string, found: string, by: "events" | "chain") {
    super("The index's answer is not what the pack's events add up to, or not what the chain says.", {
      context: { field, shown, found, by },
      hint: "Do not trust this index; ask another.",
    });
  }
}

/** The index answers as of a block that this chain does not have. */
export class IndexOffChainError extends TheriacError {
  override readonly code = "INDEX_OFF_CHAIN";
  override readonly retryable = true;
  constructor(block: number, shown: string, onChain: string | undefined) {
    super("The index answers as of a block that is not on the chain.", {
      context: { block, shown, onChain },
      hint: "After a reorganisation it needs a moment. If this stays, ask another index.",
    });
  }
}

/** The index answered for another pack than was asked about. */
export class OtherPackError extends TheriacError {
  override readonly code = "OTHER_PACK";
  constructor(asked: string, answered: string) {
    super("The index answered for another pack.", { context: { asked, answered } });
  }
}
