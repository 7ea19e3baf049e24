import type { ContractRunner } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { IConsentRegistry } from "../../types/contracts/interfaces/IConsentRegistry.ts";
import type { IConsentStates } from "../../types/contracts/interfaces/IConsentStates.ts";
import type { IInferenceOracle } from "../../types/contracts/interfaces/IInferenceOracle.ts";
import type { IModelRegistry } from "../../types/contracts/interfaces/IModelRegistry.ts";
import type { IOperatorRegistry } from "../../types/contracts/interfaces/IOperatorRegistry.ts";
import type { IPolicyRegistry } from "../../types/contracts/interfaces/IPolicyRegistry.ts";
import { IConsentRegistry__factory } from "../../types/factories/contracts/interfaces/IConsentRegistry__factory.ts";
import { IConsentStates__factory } from "../../types/factories/contracts/interfaces/IConsentStates__factory.ts";
import { IInferenceOracle__factory } from "../../types/factories/contracts/interfaces/IInferenceOracle__factory.ts";
import { IModelRegistry__factory } from "../../types/factories/contracts/interfaces/IModelRegistry__factory.ts";
import { IOperatorRegistry__factory } from "../../types/factories/contracts/interfaces/IOperatorRegistry__factory.ts";
import { IPolicyRegistry__factory } from "../../types/factories/contracts/interfaces/IPolicyRegistry__factory.ts";

/** Where the contracts are. */
export type Addresses = {
  readonly oracle: Hex;
  readonly operators: Hex;
  readonly consent: Hex;
  readonly models: Hex;
};

/** The contracts this node reads and writes. */
export type Contracts = {
  readonly oracle: IInferenceOracle;
  readonly operators: IOperatorRegistry;
  readonly consent: IConsentRegistry;
  readonly models: IModelRegistry;
  /** The consent registry's other face. */
  readonly states: IConsentStates;
};

export const connectContracts = (addresses: Addresses, runner: ContractRunner): Contracts => ({
  oracle: IInferenceOracle__factory.connect(addresses.oracle, runner),
  operators: IOperatorRegistry__factory.connect(addresses.operators, runner),
  consent: IConsentRegistry__factory.connect(addresses.consent, runner),
  models: IModelRegistry__factory.connect(addresses.models, runner),
  states: IConsentStates__factory.connect(addresses.consent, runner),
});

export const connectPolicies = (policies: Hex, runner: ContractRunner): IPolicyRegistry =>
  IPolicyRegistry__factory.connect(policies, runner);

/** The oracle's functions, events and errors. */
export const oracleInterface = IInferenceOracle__factory.createInterface();
