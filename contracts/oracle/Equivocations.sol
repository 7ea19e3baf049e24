// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IDisputeCourt} from "../interfaces/IDisputeCourt.sol";
import {RequestCodec} from "../libraries/RequestCodec.sol";
import {SignedReports} from "../libraries/SignedReports.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {RequestId} from "../types/Identifiers.sol";
import {InferenceReport} from "../types/Inference.sol";
import {CourtBench} from "./CourtBench.sol";

/// @title Operators who said two things about one request
/// @dev Two signatures are enough: nothing is run, and the request need not exist on chain.
abstract contract Equivocations is CourtBench {
    // STORAGE

    mapping(RequestId id => mapping(address operator => bool)) private _equivocated;

    // REPORT

    /// @inheritdoc IDisputeCourt
    function reportEquivocation(RequestId id, SignedReport calldata first, SignedReport calldata second, bytes32 secret)
        external
    {
        // Check: two outputs of one request, signed by one operator.
        if (first.outputHash == second.outputHash) revert DisputeCourt_SameOutput(id);
        (address signer, address operator) = _authorOf(id, first);
        (, address other) = _authorOf(id, second);
        if (operator != other) revert DisputeCourt_TwoOperators(operator, other);
        if (_equivocated[id][operator]) revert DisputeCourt_AlreadyJudged(id);

        // Effect: convicted for good.
        _reveal(Finding.Equivocation, id, bytes32(uint256(uint160(signer))), secret);
        _equivocated[id][operator] = true;
        emit EquivocationReported(id, msg.sender, operator);

        // Interaction: take its bond.
        OPERATORS.slash(operator, id, msg.sender);
    }

    /// @dev Whatever committee it was for, and whichever key the operator uses since.
    function _authorOf(RequestId id, SignedReport calldata signed)
        private
        view
        returns (address signer, address operator)
    {
        bytes32 digest = SignedReports.digestOf(_structHashOf(id, signed), address(ORACLE));
        signer = Signatures.recover(digest, signed.signature);
        operator = OPERATORS.operatorOfSigner(signer);
        if (signer == NOBODY || operator == NOBODY) revert DisputeCourt_UnknownSigner(signer);
    }

    function _structHashOf(RequestId id, SignedReport calldata signed) private pure returns (bytes32) {
        InferenceReport calldata report = signed.report;
        if (signed.kind == ReportKind.InferenceReport) return RequestCodec.reportHash(id, signed.outputHash, report);
        if (signed.kind == ReportKind.TracedReport) {
            return SignedReports.tracedHash(id, signed.outputHash, report, signed.traceCommitment);
        }
        bytes32 leaf = RequestCodec.leafOf(id, signed.outputHash, report.consentVersion);
        if (!MerkleProof.verifyCalldata(signed.proof, signed.root, leaf)) {
            revert DisputeCourt_NotUnderRoot(id, signed.root);
        }
        return SignedReports.batchHash(signed.root, signed.answers, report.configDigest, report.observedBlock);
    }

    // VIEWS

    /// @inheritdoc IDisputeCourt
    function hasEquivocated(RequestId id, address operator) external view returns (bool) {
        return _equivocated[id][operator];
    }
}
