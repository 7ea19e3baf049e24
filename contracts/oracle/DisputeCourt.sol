// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {INetworkInterpreter} from "../interfaces/INetworkInterpreter.sol";
import {IProofVerifier} from "../interfaces/IProofVerifier.sol";
import {CourtBench} from "./CourtBench.sol";
import {Equivocations} from "./Equivocations.sol";
import {PrivateChallenges} from "./PrivateChallenges.sol";
import {TraceChallenges} from "./TraceChallenges.sol";

/// @title DisputeCourt
/// @dev Nobody owns it and nothing about it can be changed. What it says of an answer follows from signatures, the
/// network and clocks alone.
contract DisputeCourt is TraceChallenges, Equivocations, PrivateChallenges {
    constructor(
        IInferenceOracle oracle,
        INetworkInterpreter interpreter,
        IProofVerifier proofs,
        uint96 challengeBond,
        uint40 defenceWindow
    ) CourtBench(oracle) TraceChallenges(interpreter) PrivateChallenges(proofs, challengeBond, defenceWindow) {}
}
