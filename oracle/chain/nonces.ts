import { toQuantity } from "ethers";
import type { RequestId } from "../../standards/hex.ts";
import type { Outstanding } from "../domain/attempt.ts";
import { NonceDoubtfulError } from "./errors.ts";
import type { Ledger } from "./ledger.ts";
import type { Receipts } from "./receipts.ts";
import type { TransactionDeps } from "./transactionDeps.ts";

/** How deep a block is looked for at most to see whether a nonce is used for good. Nodes prune deeper states. */
const MAX_DEPTH = 100;
/** So many nonces may be skipped on one endpoint's word: if it was wrong, empty transactions use them up. */
const MAX_GAP = 32;
/** A gap must be seen for this part of the time to resend before it is filled: answers may be late. */
const GAP_PART = 4;
/** Of nonces that are taken for nobody, only so that those behind them can be mined. */
const FILLER = `0x${"0".repeat(64)}` as RequestId;

type Deps = TransactionDeps & { readonly ledger: Ledger; readonly receipts: Receipts };

/** The account's next nonce as a block has it. */
export const nonceAt = async ({ provider, keys }: TransactionDeps, block: string): Promise<number> =>
  Number(await provider.send("eth_getTransactionCount", [keys.signer, block]));

/** The account's next nonce as the newest confirmed block has it. */
export const confirmedNonce = async (deps: TransactionDeps): Promise<number> => {
  const depth = Math.min(deps.rules.confirmations, MAX_DEPTH);
  if (depth === 0) return nonceAt(deps, "latest");
  const head = Number(await deps.provider.send("eth_blockNumber", []));
  return head < depth ? 0 : nonceAt(deps, toQuantity(head - depth));
};

/** Whether a nonce was taken for nobody. */
export const isFiller = ({ key }: Outstanding): boolean => key === FILLER;

/**
 * The least nonce that may be taken. One that lies far above what was taken before would stop all sending, were the
 * endpoint that told it wrong, so that confirmed blocks must say the same. A new database has nothing to compare with:
 * the lower of two answers is taken there.
 */
export const leastNonce = async (deps: Deps): Promise<number> => {
  const { attempts, ledger } = deps;
  const least = ledger.next ?? (await nonceAt(deps, "latest"));
  const isNear = (known: number | undefined) => least - (known ?? 0) <= MAX_GAP;
  ledger.next = least;
  if (isNear(ledger.trusted)) return least;
  const known = await attempts.next();
  if (isNear(known) || isNear(await confirmedNonce(deps))) return least;
  ledger.next = undefined;
  if (known !== undefined) throw new NonceDoubtfulError(least, known);
  return Math.min(least, await nonceAt(deps, "latest"));
};

/**
 * Nonces without a transaction below ones with: a wrong answer made them be skipped, or a reorganisation freed what was
 * forgotten. Nothing behind them is ever mined. A few are used up; where there are too many, what lies behind them is
 * given up and goes again from where the chain is. True when the list is another one now.
 */
export const mendGap = async (
  deps: Deps,
  waiting: readonly Outstanding[],
  next: number,
): Promise<boolean> => {
  const { ledger, clock, rules, attempts, log } = deps;
  const last = waiting.at(-1)?.nonce ?? next - 1;
  const missing = last - next + 1 - waiting.length;
  if (missing <= 0) {
    ledger.gapSince = undefined;
    return false;
  }
  ledger.gapSince ??= clock.now();
  const ageMs = clock.now() - ledger.gapSince;
  if (missing > MAX_GAP) return ageMs >= rules.resendAfterMs && giveUpBehind(deps, waiting, next);
  if (ageMs < rules.resendAfterMs / GAP_PART) return false;
  const taken = new Set(waiting.map(({ nonce }) => nonce));
  const gap = Array.from({ length: last - next }, (_, i) => next + i).filter((nonce) => !taken.has(nonce));
  log.warn({ msg: "Nonces without a transaction are used up", from: gap[0], count: gap.length });
  await attempts.fill(gap, FILLER, clock.now());
  for (const nonce of gap) ledger.own.add(nonce);
  return true;
};

/** Gives up what lies behind the first gap, unless some of it was mined all the same. */
const giveUpBehind = async (deps: Deps, waiting: readonly Outstanding[], next: number): Promise<boolean> => {
  const { ledger, attempts, receipts, log } = deps;
  const stranded = waiting.filter(({ nonce }, i) => nonce !== next + i);
  if (stranded.some(({ nonce }) => ledger.busy.has(nonce))) return false;
  const hashes = stranded.flatMap(({ attempts: sent }) => sent.map(({ hash }) => hash));
  if ((await receipts.of(hashes)) !== undefined) return false;
  const from = next + waiting.length - stranded.length;
  if (!(await attempts.abandon(from, waiting.at(-1)?.nonce ?? next))) return false;
  log.error({ msg: "Nonces far above the chain's were given up", from, count: stranded.length });
  [ledger.next, ledger.trusted, ledger.gapSince] = [next, from, undefined];
  for (const { nonce } of stranded) {
    ledger.tell(nonce, undefined);
    ledger.forget(nonce);
  }
  return true;
};
