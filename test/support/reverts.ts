import { Interface } from "ethers";
import { CONSENTS_INTERFACE } from "../../client/connectConsents.ts";
import { ORACLE_INTERFACE } from "../../client/connectOracle.ts";
import { revertName } from "../../scripts/stories/shared.ts";
import {
  AccessManager__factory,
  AttesterRegistry__factory,
  BatchLedger__factory,
  ColdChain__factory,
  CustodianRegistry__factory,
  EmergencyAccess__factory,
  MilestoneReview__factory,
  ModelRegistry__factory,
  NetworkAssembler__factory,
  OperatorRegistry__factory,
  PolicyRegistry__factory,
  RecordRegistry__factory,
  ResearchEscrow__factory,
  ResearchTrust__factory,
  UnitLedger__factory,
} from "../../types/index.ts";

const factories = [
  AccessManager__factory,
  AttesterRegistry__factory,
  BatchLedger__factory,
  ColdChain__factory,
  CustodianRegistry__factory,
  EmergencyAccess__factory,
  MilestoneReview__factory,
  ModelRegistry__factory,
  NetworkAssembler__factory,
  OperatorRegistry__factory,
  PolicyRegistry__factory,
  RecordRegistry__factory,
  ResearchEscrow__factory,
  ResearchTrust__factory,
  UnitLedger__factory,
];

/** Every typed error of the deployment, once. */
const errors = (): Interface => {
  const interfaces = [
    CONSENTS_INTERFACE,
    ORACLE_INTERFACE,
    ...factories.map(({ abi }) => Interface.from(abi)),
  ];
  const fragments = interfaces.flatMap((contract) => contract.format());
  return new Interface([...new Set(fragments.filter((line) => line.startsWith("error ")))]);
};

/** The name of the typed error that a call reverts with, whichever contract it comes from, or "no error". */
export const revertOf = (call: Promise<unknown>): Promise<string> => revertName(errors(), call);
