import { type ErrorDescription, Interface } from "ethers";
import {
  AccessManager__factory,
  AttesterRegistry__factory,
  Campaigns__factory,
  ColdChain__factory,
  CustodianRegistry__factory,
  DemandForecasts__factory,
  EmergencyAccess__factory,
  EventAnchors__factory,
  MatchingRounds__factory,
  ModelRegistry__factory,
  NetworkAssembler__factory,
  OperatorRegistry__factory,
  PolicyRegistry__factory,
  RecordRegistry__factory,
  ResearchEscrow__factory,
  ResearchTrust__factory,
  ReviewerRegistry__factory,
  StudyLog__factory,
  UnitLedger__factory,
} from "../types/index.ts";
import { BATCHES_INTERFACE } from "./connectBatches.ts";
import { CONSENTS_INTERFACE } from "./connectConsents.ts";
import { ORACLE_INTERFACE } from "./connectOracle.ts";
import { REVIEW_INTERFACE } from "./connectReview.ts";

const factories = [
  AccessManager__factory,
  AttesterRegistry__factory,
  Campaigns__factory,
  ColdChain__factory,
  CustodianRegistry__factory,
  DemandForecasts__factory,
  EmergencyAccess__factory,
  EventAnchors__factory,
  MatchingRounds__factory,
  ModelRegistry__factory,
  NetworkAssembler__factory,
  OperatorRegistry__factory,
  PolicyRegistry__factory,
  RecordRegistry__factory,
  ResearchEscrow__factory,
  ResearchTrust__factory,
  ReviewerRegistry__factory,
  StudyLog__factory,
  UnitLedger__factory,
];

/** Every typed error of the deployment, once. */
export const contractErrors = (): Interface => {
  const interfaces = [
    BATCHES_INTERFACE,
    CONSENTS_INTERFACE,
    ORACLE_INTERFACE,
    REVIEW_INTERFACE,
    ...factories.map(({ abi }) => Interface.from(abi)),
  ];
  const fragments = interfaces.flatMap((contract) => contract.format());
  return new Interface([...new Set(fragments.filter((line) => line.startsWith("error ")))]);
};

/** The data of a revert, wherever a provider put it, or undefined. */
export const revertData = (error: unknown): string | undefined => {
  if (typeof error !== "object" || error === null) return undefined;
  const { data } = error as { data?: unknown };
  if (typeof data === "string" && data.startsWith("0x")) return data;
  return Object.values(error)
    .map(revertData)
    .find((found) => found !== undefined);
};

/** The typed error of ours that a call reverted with, or undefined. */
export const revertReason = (error: unknown): ErrorDescription | undefined => {
  const data = revertData(error);
  return data === undefined ? undefined : (contractErrors().parseError(data) ?? undefined);
};

/** What a contract refused a call with, for people. */
export const refusalOf = (error: unknown): string =>
  revertReason(error)?.name ?? (error as { shortMessage?: string }).shortMessage ?? "the endpoint refuses it";
