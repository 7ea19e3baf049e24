/**
 * Roles of the AccessManager. Role 0 is its own admin role. Delayed roles schedule every call and wait; the guardian
 * pauses and the monitor quarantines at once, because both only ever stop things; the safety officer acts at once on
 * cards that wait out a delay of their own.
 */
export const Role = {
  /** Registers and deprecates models. */
  MODEL_PUBLISHER: 1n,
  /** Forms committees. */
  COMMITTEE_MANAGER: 2n,
  /** Lists issuers and devices. */
  ATTESTER_MANAGER: 3n,
  /** Sets fees. */
  FEE_MANAGER: 4n,
  /** Authorises trading partners, defines storage profiles, allows models for flags. */
  SUPPLY_MANAGER: 5n,
  /** Lists tokens for grants. */
  TOKEN_LISTER: 6n,
  /** Pauses new requests, relayed grants and deposits; never exits. */
  GUARDIAN: 7n,
  /** Stops lots and logistic units on a verdict, and lifts that on a disposition: the cold chain contract. */
  MONITOR: 8n,
  /** Lists who evaluates models. */
  EVALUATOR_MANAGER: 9n,
  /** Vetoes cards of models, and signs off where groups of people cannot be told apart: a person, no evaluator. */
  SAFETY_OFFICER: 10n,
  /** Lists who holds records. */
  CUSTODIAN_MANAGER: 11n,
  /** Trusts issuers of researchers' credentials, publishes ontologies. */
  TRUST_MANAGER: 12n,
  /** Takes single packs out of logistic units, puts them in and makes lots of others: the unit ledger. */
  UNIT_KEEPER: 13n,
} as const;

/** Roles that governance holds, with its delay. */
export const GOVERNED_ROLES = [
  Role.MODEL_PUBLISHER,
  Role.COMMITTEE_MANAGER,
  Role.ATTESTER_MANAGER,
  Role.FEE_MANAGER,
  Role.SUPPLY_MANAGER,
  Role.TOKEN_LISTER,
  Role.EVALUATOR_MANAGER,
  Role.CUSTODIAN_MANAGER,
  Role.TRUST_MANAGER,
] as const;

export const ADMIN_ROLE = 0n;
