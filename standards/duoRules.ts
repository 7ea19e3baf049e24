import { type AccessRequest, ResearchKind } from "./accessRequest.ts";
import {
  DUO_COMMERCIAL_LIMITS,
  DUO_CREDENTIALS,
  DUO_KNOWN,
  DUO_PERMISSIONS,
  Duo,
  type DuoCode,
  Purpose,
  permits,
} from "./consentCodes.ts";

// Source: EBISPOT/DUO for what each code says, and the DUOS matcher (consent-ontology, Algorithms) for how a use is held
// against it. contracts/libraries/DuoRules.sol has the same rules, and a test compares them.

/** Of a mask that is no statement at all: no code decided. */
export const NO_DUO_CODE = 0;

/** The one permission that a mask gives. None if it gives none or several, or holds a bit that is no code. */
export const permissionOf = (duo: bigint): DuoCode | undefined => {
  const given = DUO_PERMISSIONS.filter((code) => permits(duo, code));
  // A bit that nobody can read may be a limit: it cannot be kept, so that nothing is permitted.
  return (duo & ~DUO_KNOWN) === 0n && given.length === 1 ? given[0] : undefined;
};

/** Whether only the disease stands between a disease study and data for specific diseases. */
export const asksForDisease = (duo: bigint, { use }: AccessRequest): boolean =>
  permissionOf(duo) === Duo.DS && use.kind === ResearchKind.Disease;

/** The code that forbids a use, or undefined if none does; credentials apart. */
export const duoDenial = (
  duo: bigint,
  request: AccessRequest,
  diseaseCovered: boolean,
): DuoCode | typeof NO_DUO_CODE | undefined => {
  const permission = permissionOf(duo);
  if (permission === undefined) return NO_DUO_CODE;
  const { use, purpose } = request;
  // POARCH is research into ancestry and AI_TRAIN development of methods, whatever the use calls itself.
  const ancestry = use.kind === ResearchKind.Ancestry || purpose === Purpose.POARCH;
  const methods = use.kind === ResearchKind.Methods || purpose === Purpose.AI_TRAIN;
  if (ancestry && permits(duo, Duo.NPOA)) return Duo.NPOA;
  if (!covers(permission, request, diseaseCovered)) return permission;
  // DUOS: methods pass general research, or NMDS clear, or NMDS set and the disease matched.
  const onItsDisease = permission === Duo.DS && diseaseCovered;
  if (methods && permits(duo, Duo.NMDS) && !isGeneral(permission) && !onItsDisease) return Duo.NMDS;
  if (!use.genetic && permits(duo, Duo.GSO)) return Duo.GSO;
  const limit = DUO_COMMERCIAL_LIMITS.find((code) => permits(duo, code));
  if (use.commercial && limit !== undefined) return limit;
  return use.clinical && !permits(duo, Duo.CC) ? Duo.CC : undefined;
};

/** The first code that wants a credential which was not shown. */
export const missingCredential = (duo: bigint, credentials: bigint): DuoCode | undefined =>
  DUO_CREDENTIALS.find((code) => permits(duo, code) && !permits(credentials, code));

const isGeneral = (permission: DuoCode): boolean => permission === Duo.NRES || permission === Duo.GRU;

/** Whether a permission covers the kind of research that is stated. One that states none is covered by nothing. */
const covers = (permission: DuoCode, { use, purpose }: AccessRequest, diseaseCovered: boolean): boolean => {
  if (use.kind === ResearchKind.None) return false;
  if (isGeneral(permission)) return true;
  if (purpose === Purpose.POARCH && permission !== Duo.POA) return false;
  switch (use.kind) {
    case ResearchKind.General:
      return false;
    case ResearchKind.HealthMedical:
      return permission === Duo.HMB;
    case ResearchKind.Disease:
      return permission === Duo.HMB || (permission === Duo.DS && diseaseCovered);
    case ResearchKind.Ancestry:
      return permission === Duo.POA;
    case ResearchKind.Methods:
      return true;
  }
};
