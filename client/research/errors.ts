import { TheriacError } from "../../standards/errors.ts";
import type { GrantId, MilestoneId } from "../../standards/grant.ts";

/** Nobody offered the grant, as far as the chain tells. */
export class GrantUnknownError extends TheriacError {
  readonly code = "GRANT_UNKNOWN";
  constructor(grant: GrantId) {
    super("The chain knows no such grant.", {
      context: { grant },
      hint: "An offer is known once it is funded: theriac grant fund.",
    });
  }
}

/** The terms of an offer are nowhere on the chain before they are accepted. */
export class GrantNotAcceptedError extends TheriacError {
  readonly code = "GRANT_NOT_ACCEPTED";
  constructor(grant: GrantId, state: string) {
    super("The grant was not accepted: the chain does not tell its terms.", {
      context: { grant, state },
      hint: "Name the terms file in place of the grant's id.",
    });
  }
}

/** The chain has the grant as accepted, and the endpoint does not give its terms. */
export class GrantWithheldError extends TheriacError {
  readonly code = "GRANT_WITHHELD";
  override readonly retryable = true;
  constructor(grant: GrantId) {
    super("The grant is accepted, but the endpoint does not tell its terms.", {
      context: { grant },
      hint: "The endpoint lacks old logs: try another with --rpc, or name the terms file.",
    });
  }
}

/** The grant is judged by another contract than this deployment's. */
export class OtherReviewError extends TheriacError {
  readonly code = "OTHER_REVIEW";
  constructor(review: string, deployed: string) {
    super("Another module judges this grant than this deployment's.", {
      context: { review, deployed },
      hint: "Name the deployment that the grant belongs to with --deployment.",
    });
  }
}

/** A terms file is of another chain, escrow, or has criteria that nobody signed. */
export class TermsFileError extends TheriacError {
  readonly code = "TERMS_FILE";
  constructor(file: string, why: string) {
    super("The terms file is not of this grant or deployment.", { context: { file, why } });
  }
}

/** There is no milestone of this number. */
export class MilestoneNumberError extends TheriacError {
  readonly code = "MILESTONE_NUMBER";
  constructor(given: string, count: number) {
    super("There is no milestone of this number.", {
      context: { given, milestones: count },
      hint: "Milestones are counted from 1.",
    });
  }
}

/** A milestone is not in the state that the act needs. */
export class MilestoneStateError extends TheriacError {
  readonly code = "MILESTONE_STATE";
  constructor(milestone: number, state: string, needed: string) {
    super("The milestone is not in the state that this needs.", {
      context: { milestone, state, needed },
      hint: "theriac grant status tells what may happen next, by whom and when.",
    });
  }
}

/** The funder has too little of the token. */
export class BalanceShortError extends TheriacError {
  readonly code = "BALANCE_SHORT";
  constructor(account: string, token: string, has: string, needs: string, canWrap: boolean) {
    super("The account has too little of the token.", {
      context: { account, token, has, needs },
      ...(canWrap ? { hint: "If the token is wrapped ether, --wrap turns ether into it." } : {}),
    });
  }
}

/** The account is not the one that may do this. */
export class OtherAccountError extends TheriacError {
  readonly code = "OTHER_ACCOUNT";
  constructor(account: string, needed: string, role: string) {
    super("Another account has to do this.", { context: { account, needed, role } });
  }
}

/** An account has no seat on the panel of the attempt at hand. */
export class NotOnPanelError extends TheriacError {
  readonly code = "NOT_ON_PANEL";
  constructor(account: string, milestone: MilestoneId, panel: string) {
    super("The account has no seat on the panel of this attempt.", {
      context: { account, milestone, panel },
      hint: "Seats are drawn in turn at each attempt; a seat comes free when its holder recuses.",
    });
  }
}

/** A file holds another vote than the one asked for, or the chain another than the file. */
export class OtherVoteError extends TheriacError {
  readonly code = "OTHER_VOTE";
  constructor(file: string, why: string) {
    super("Another vote was sealed: it cannot be changed.", {
      context: { file, why },
      hint: "Open the sealed one with theriac grant review reveal.",
    });
  }
}
