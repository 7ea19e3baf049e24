// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev Content hash of a CRE workflow: its code and configuration. Another version has another id.
type WorkflowId is bytes32;
