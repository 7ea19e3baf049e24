import type { JsonRpcApiProvider } from "ethers";
import { TheriacError } from "../../standards/errors.ts";
import { GrantState, type GrantTerms, grantIdOf, KEEPER_CALLS } from "../../standards/grant.ts";
import type { Call } from "../calls.ts";
import { contractArgument } from "../contractArgument.ts";
import { approvals, balanceOf, readToken, type Token, withSymbol, wrapEther } from "../tokens.ts";
import { BalanceShortError } from "./errors.ts";
import { ESCROW, escrowCall, type ResearchView } from "./grantContracts.ts";

/** The offer was taken back: the same terms cannot be offered twice. */
export class OfferCancelledError extends TheriacError {
  readonly code = "OFFER_CANCELLED";
  constructor(grant: string) {
    super("The offer was taken back.", {
      context: { grant },
      hint: "Freeze the draft again with theriac grant offer: fresh salts make another grant of it.",
    });
  }
}

/** What the funder deposits: the amounts and the prepaid rewards. */
export const depositOf = ({ account }: GrantTerms): bigint =>
  account.amounts.reduce((sum, amount) => sum + amount + KEEPER_CALLS * account.keeperReward, 0n);

const wraps = async (
  provider: JsonRpcApiProvider,
  token: Token,
  { account }: GrantTerms,
  needs: bigint,
  canWrap: boolean,
): Promise<readonly Call[]> => {
  const has = await balanceOf(provider, token.address, account.funder);
  if (has >= needs) return [];
  if (!canWrap)
    throw new BalanceShortError(
      account.funder,
      token.symbol,
      withSymbol(has, token),
      withSymbol(needs, token),
      true,
    );
  return [wrapEther(token, needs - has)];
};

/**
 * The calls that are missing until the grant is offered, none if it is: after a crash the same again does the rest. With
 * `wrap`, ether becomes what is missing of the wrapped-ether token.
 */
export const fundGrant = async (
  view: ResearchView,
  terms: GrantTerms,
  wrap: boolean,
): Promise<readonly Call[]> => {
  const id = grantIdOf(terms);
  const state = Number((await view.escrow.grantOf(id)).state);
  if (state === GrantState.Cancelled) throw new OfferCancelledError(id);
  if (state !== GrantState.None) return [];
  const { account } = terms;
  const token = await readToken(view.provider, account.token);
  const amount = depositOf(terms);
  const allowed = { owner: account.funder, spender: view.addresses.ResearchEscrow, amount };
  return [
    ...(await wraps(view.provider, token, terms, amount, wrap)),
    ...(await approvals(view.provider, token, allowed)),
    escrowCall(
      view.addresses,
      `offers the grant with ${withSymbol(amount, token)}`,
      ESCROW.encodeFunctionData("createFund", [contractArgument(account)]),
    ),
  ];
};
