// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAttesterRegistry} from "./IAttesterRegistry.sol";
import {IConsentRegistry} from "./IConsentRegistry.sol";
import {IModelRegistry} from "./IModelRegistry.sol";
import {IOperatorRegistry} from "./IOperatorRegistry.sol";
import {IProofVerifier} from "./IProofVerifier.sol";

/// @title Whom the oracle works with, and its bounds; all fixed for good
interface IOracleWiring {
    function MODELS() external view returns (IModelRegistry);
    function OPERATORS() external view returns (IOperatorRegistry);
    function CONSENTS() external view returns (IConsentRegistry);
    function ATTESTERS() external view returns (IAttesterRegistry);
    function PROOFS() external view returns (IProofVerifier);
    /// @notice Code of the answers other than by quorum, run on this contract's own storage. Fixed for good.
    function ANSWER_MODES() external view returns (address);
    /// @notice Longest output in bytes: one int32 score for each of the most outputs that a network can have.
    function MAX_OUTPUT() external view returns (uint256);
    function MAX_CALLBACK_GAS() external view returns (uint32);
    /// @notice Most answers in one batch.
    function MAX_BATCH() external view returns (uint256);
    /// @notice Seconds in which an OPTIMISTIC answer can be challenged.
    function CHALLENGE_WINDOW() external view returns (uint40);
    /// @notice Chainlink sequencer uptime feed of a layer 2, zero on a layer 1. While the sequencer is down nothing
    /// becomes final, and after an outage every open window starts anew.
    function SEQUENCER_UPTIME_FEED() external view returns (address);
}
