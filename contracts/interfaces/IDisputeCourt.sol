// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ConfigDigest, RequestId} from "../types/Identifiers.sol";
import {InferenceReport, InferenceRequest} from "../types/Inference.sol";

/// @title Where wrong answers are shown to be wrong
/// @notice Three accusations need no deposit and are decided in the same transaction, by recomputing:
///
///   challenge           the signed output is not what the network gives: all its signers lose their bonds
///   challengeTrace      the output is right, but one signer's trace is not: it copied, and loses its bond
///   reportEquivocation  one signer, one request, two outputs
///
/// The fourth, about a private input, is decided by clocks and a proof. A reward goes only to who committed to the
/// right finding a block before, so nobody can copy a challenge out of the public queue.
interface IDisputeCourt {
    /// @dev An answer somebody signed, put on chain or not. `attestation` is what IInferenceOracle takes: with traces
    /// for a public OPTIMISTIC request.
    struct SignedAnswer {
        address requester;
        InferenceRequest request;
        InferenceReport report;
        bytes output;
        bytes attestation;
    }

    /// @dev One signature of one signer over one report, for equivocation.
    struct SignedReport {
        InferenceReport report;
        bytes32 outputHash;
        /// Zero for an InferenceReport, else the signature is over a TracedReport.
        bytes32 traceCommitment;
        /// r and yParityAndS (EIP-2098).
        bytes signature;
    }

    enum Finding {
        None,
        WrongOutput,
        WrongTrace,
        Equivocation,
        NotDefended
    }

    /// @dev A challenge of a private answer.
    struct PrivateChallenge {
        address challenger;
        uint40 defendBy;
        /// Zero once it is over.
        uint96 bond;
        bytes32 answerHash;
    }

    event Committed(address indexed challenger, bytes32 commitment);
    event AnswerChallenged(
        RequestId indexed id, address indexed challenger, Finding finding, uint32 accused, bool overturned
    );
    event PrivateChallengeOpened(RequestId indexed id, address indexed challenger, uint96 bond, uint40 defendBy);
    event PrivateChallengeDefended(RequestId indexed id, address indexed defender, uint96 bond);
    event BondPaid(address indexed account, address to, uint256 amount);
}
