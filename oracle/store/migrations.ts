import type { SchemaStep } from "../shared/sql/dialect.ts";
import { duties } from "./migrations/01-duties.ts";
import { traces } from "./migrations/02-traces.ts";
import { watching } from "./migrations/03-watching.ts";
import { decisions } from "./migrations/04-decisions.ts";
import { indexing } from "./migrations/05-indexing.ts";
import { unitRuns } from "./migrations/06-unitRuns.ts";
import { leases } from "./migrations/07-leases.ts";
import { proofs } from "./migrations/08-proofs.ts";
import { account } from "./migrations/09-account.ts";
import { rewinds } from "./migrations/10-rewinds.ts";

/**
 * The schema, one step a version, each in its own file; a released step is never edited, and the number is its place.
 *
 * cursor       last block whose events are stored
 * journal      hashes of recent scanned blocks, to find where a reorganisation began
 * duties       every request and how far the node is with it; all that is needed to go on after a crash
 * signatures   what was signed about each request; outlives reorganisations and is never deleted
 * results      ciphertexts for grantees
 * answers      what a watcher saw answered, and whether it could check it
 * sightings    signatures seen on chain, to find two outputs of one signer
 * cases        accusations with their evidence and secret, from finding to ruling
 * nonces       taken by calls of the signing account, from before anything is sent until no reorganisation frees them
 * sent         every transaction that was ever signed under such a nonce: any of them may be mined
 * account      the next nonce that nobody has taken
 * decisions    what this node decided about people, and signed; never deleted
 * events       indexed events just as the chain holds them; event_keys: what they are found by
 * grants       who granted a consent; forgotten once its erasure is beyond any reorganisation
 * as_of        chain time of the cursor's block
 * indexed      contracts whose events the index has from its first block on
 * proofs       what defends a private answer before the court; there before the answer is signed, and never deleted
 * rewinds      how often the cursor was moved back
 * unit_runs    units of a lot that were packed together: where a pack lies of which nothing individual was said
 */
export const MIGRATIONS: readonly SchemaStep[] = [
  duties,
  traces,
  watching,
  decisions,
  indexing,
  unitRuns,
  leases,
  proofs,
  account,
  rewinds,
];
