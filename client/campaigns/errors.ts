import type { CampaignId } from "../../standards/campaign.ts";
import { TheriacError } from "../../standards/errors.ts";
import type { RoundId } from "../../standards/matching.ts";

/** Nobody opened the campaign, as far as the endpoint tells. */
export class CampaignUnknownError extends TheriacError {
  readonly code = "CAMPAIGN_UNKNOWN";
  constructor(campaign: CampaignId) {
    super("The endpoint tells of no such campaign.", {
      context: { campaign },
      hint: "Is it of this deployment? An endpoint that lacks old logs does not know it either: try another with --rpc.",
    });
  }
}

/** Nobody opened the round, as far as the endpoint tells. */
export class RoundUnknownError extends TheriacError {
  readonly code = "ROUND_UNKNOWN";
  constructor(round: RoundId) {
    super("The endpoint tells of no such matching round.", {
      context: { round },
      hint: "Is it of this deployment? An endpoint that lacks old logs does not know it either: try another with --rpc.",
    });
  }
}

/** No result of the round can be refuted or paid now. */
export class NoResultError extends TheriacError {
  readonly code = "NO_RESULT";
  constructor(round: RoundId) {
    super("The round has no posted result.", {
      context: { round },
      hint: "Anyone posts one after the round's end: theriac campaign match post.",
    });
  }
}

/** Events and contract disagree: the endpoint hides logs, or makes them up. */
export class EventsDifferError extends TheriacError {
  readonly code = "EVENTS_DIFFER";
  constructor(what: string, fromEvents: string, onChain: string) {
    super("The endpoint's events do not add up to what the contract keeps.", {
      context: { what, fromEvents, onChain },
      hint: "Do not trust this endpoint; give another with --rpc.",
    });
  }
}

/** A line of a posted result is right, or there is none. */
export class LineNotWrongError extends TheriacError {
  readonly code = "LINE_NOT_WRONG";
  constructor(round: RoundId, line: string) {
    super("Nothing of the posted result can be refuted there.", { context: { round, line } });
  }
}

/** The campaign is in no place of the round. */
export class NotInRoundError extends TheriacError {
  readonly code = "NOT_IN_ROUND";
  constructor(round: RoundId, campaign: CampaignId) {
    super("The campaign is not registered in this round.", { context: { round, campaign } });
  }
}

/** There is no such pot. */
export class PotUnknownError extends TheriacError {
  readonly code = "POT_UNKNOWN";
  constructor(given: string, milestones: number) {
    super("There is no such pot.", {
      context: { given, milestones },
      hint: "A milestone's number from 1 on, bond:N for the bond of its dispute, or whole for a grant that nobody accepted.",
    });
  }
}

/** A campaign file is of another deployment or another campaign. */
export class CampaignFileError extends TheriacError {
  readonly code = "CAMPAIGN_FILE";
  constructor(file: string, why: string) {
    super("The campaign file is not of this campaign or deployment.", { context: { file, why } });
  }
}

/** The campaign is in a state in which this is not done. */
export class CampaignStateError extends TheriacError {
  readonly code = "CAMPAIGN_STATE";
  constructor(campaign: CampaignId, state: string, needed: string) {
    super("The campaign is not in the state that this needs.", {
      context: { campaign, state, needed },
      hint: "theriac campaign status tells what may happen next and when.",
    });
  }
}

/** The bond is a disputing donor's own: nobody else has a share of it. */
export class BondOfDonorError extends TheriacError {
  readonly code = "BOND_OF_DONOR";
  constructor(pot: string, donor: string) {
    super("The bond belongs to the donor who disputed.", {
      context: { pot, donor },
      hint: "campaign collect brings it there.",
    });
  }
}

/** The account pledged before: a plain pledge again may be one by mistake. */
export class AlreadyPledgedError extends TheriacError {
  readonly code = "ALREADY_PLEDGED";
  constructor(campaign: CampaignId, account: string, pledged: string) {
    super("The account has pledged to this campaign already.", {
      context: { campaign, account, pledged },
      hint: "--total sends what is missing of a total and may be repeated; --more adds to what was pledged.",
    });
  }
}

/** More is pledged already than the total that was asked for. */
export class PledgedMoreError extends TheriacError {
  readonly code = "PLEDGED_MORE";
  constructor(campaign: CampaignId, pledged: string, total: string) {
    super("The account has pledged more than this total.", {
      context: { campaign, pledged, total },
      hint: "A pledge is binding: nothing of it is taken back before the deadline.",
    });
  }
}

/** A round's file holds terms that are not those asked for. */
export class RoundFileError extends TheriacError {
  readonly code = "ROUND_FILE";
  constructor(file: string, why: string) {
    super("The file holds another round than the one to be opened.", {
      context: { file, why },
      hint: "Open the kept round with the draft that it was made of, or name another file for a new round.",
    });
  }
}
