// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../contracts/interfaces/IInferenceOracle.sol";
import {IOperatorRegistry} from "../../../contracts/interfaces/IOperatorRegistry.sol";
import {HostileConsumer} from "../../../contracts/mocks/HostileConsumer.sol";
import {IConsentRegistry} from "../../../contracts/interfaces/IConsentRegistry.sol";
import {OperatorRegistry} from "../../../contracts/oracle/OperatorRegistry.sol";
import {ConfigDigest, ModelId, RequestId} from "../../../contracts/types/Identifiers.sol";
import {InferenceReport, InferenceRequest, NOT_ABOUT_A_PERSON} from "../../../contracts/types/Inference.sol";
import {Eip712} from "../../utils/Eip712.sol";
import {Test} from "../../utils/Test.sol";

/// @title What the handler knows: every request, committee and account, and how to sign for them
abstract contract OracleBook is Test {
    struct World {
        IInferenceOracle oracle;
        OperatorRegistry registry;
        IConsentRegistry consents;
        HostileConsumer consumer;
        address admin;
        ModelId plainModel;
        ModelId peopleModel;
    }

    struct Entry {
        InferenceRequest request;
        address requester;
        address patient;
        RequestId id;
        IInferenceOracle.Status last;
        /// Ghost: t members of a committee in force signed the answer or the refusal.
        bool wasSigned;
        /// Ghost: the consent was in force when the answer was taken.
        bool wasLive;
    }

    struct Committee {
        ConfigDigest digest;
        uint256[] members;
        /// Ghost: last second at which it may sign.
        uint256 expiresAt;
    }

    uint256 internal constant T = 2;
    uint256 internal constant N = 4;
    uint256 internal constant MAX_REQUESTS = 20;
    uint256 internal constant GRACE = 1 days;
    bytes internal constant OUTPUT = hex"0000002a";
    bytes internal constant COMMITMENT = hex"5ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2";

    World internal world;
    address[] internal operators;
    uint256[] internal signerKeys;
    address[] internal accounts; // everybody whom the oracle may owe
    Entry[] internal entries;
    Committee[] internal committees;
    Committee internal unheard;

    /// @dev Ghosts of what must never happen.
    uint256 public illegalTransitions;
    uint256 public wrongOutcomes;
    uint256 public forgeriesTaken;

    constructor(World memory world_, address[] memory operators_, uint256[] memory signerKeys_) {
        world = world_;
        operators = operators_;
        signerKeys = signerKeys_;
        accounts.push(makeAddr("requester A"));
        accounts.push(makeAddr("requester B"));
        accounts.push(makeAddr("keeper"));
        for (uint256 i; i < operators_.length; ++i) {
            accounts.push(operators_[i]);
        }
        Committee storage first = committees.push();
        first.digest = world_.registry.currentConfig();
        first.expiresAt = type(uint256).max;
        for (uint256 i; i < N; ++i) {
            first.members.push(i);
        }
    }

    // FOR THE INVARIANTS

    function requestCount() external view returns (uint256) {
        return entries.length;
    }

    function entryAt(uint256 index) external view returns (Entry memory) {
        return entries[index];
    }

    /// @dev What the oracle owes by its own books.
    function owed() external view returns (uint256 total) {
        for (uint256 i; i < entries.length; ++i) {
            if (world.oracle.statusOf(entries[i].id) == IInferenceOracle.Status.Pending) {
                total += entries[i].request.fee;
            }
        }
        for (uint256 i; i < committees.length; ++i) {
            (,,,, uint256 pot) = world.oracle.configOf(committees[i].digest);
            total += pot;
        }
        for (uint256 i; i < accounts.length; ++i) {
            total += world.oracle.balanceOf(accounts[i]);
        }
    }

    function bonds() external view returns (uint256 total) {
        for (uint256 i; i < operators.length; ++i) {
            total += world.registry.operatorOf(operators[i]).bond;
        }
    }

    /// @dev Members of committees that the oracle would still believe.
    function signingOperators() external view returns (address[] memory list, uint256 count) {
        list = new address[](committees.length * N);
        for (uint256 i; i < committees.length; ++i) {
            (,,, uint40 expiresAt,) = world.oracle.configOf(committees[i].digest);
            if (vm.getBlockTimestamp() > expiresAt) continue;
            for (uint256 j; j < N; ++j) {
                list[count++] = operators[committees[i].members[j]];
            }
        }
    }

    // SIGNING

    function _digest(bytes32 structHash) internal view returns (bytes32) {
        return Eip712.digest("InferenceOracle", block.chainid, address(world.oracle), structHash);
    }

    function _reportDigest(RequestId id, bytes32 outputHash, InferenceReport memory report)
        internal
        view
        returns (bytes32)
    {
        bytes32 typehash = keccak256(
            "InferenceReport(bytes32 requestId,bytes32 outputHash,uint40 consentVersion,bytes32 configDigest,"
            "uint64 observedBlock)"
        );
        return _digest(
            keccak256(
                abi.encode(typehash, id, outputHash, report.consentVersion, report.configDigest, report.observedBlock)
            )
        );
    }

    /// @dev T neighbouring members sign, beginning at one that `seed` chooses.
    function _attest(Committee memory committee, bytes32 digest, uint256 seed) internal view returns (bytes memory) {
        uint256 a = seed % N;
        uint256 b = (a + 1) % N;
        if (a > b) (a, b) = (b, a);
        return abi.encodePacked(
            uint32(1 << a | 1 << b),
            signCompact(signerKeys[committee.members[a]], digest),
            signCompact(signerKeys[committee.members[b]], digest)
        );
    }

    function _reportFor(Entry memory entry, Committee memory committee)
        internal
        view
        returns (InferenceReport memory report)
    {
        (, uint40 version) = world.consents.livenessOf(entry.request.consentId);
        return InferenceReport(version, committee.digest, uint64(vm.getBlockNumber()));
    }

    function _isPersonal(Entry memory entry) internal pure returns (bool) {
        return entry.request.consentId != NOT_ABOUT_A_PERSON;
    }

    function _outputOf(Entry memory entry) internal pure returns (bytes memory output, bytes32 hash) {
        return _isPersonal(entry) ? (COMMITMENT, bytes32(COMMITMENT)) : (OUTPUT, keccak256(OUTPUT));
    }

    function _isInForce(Committee memory committee) internal view returns (bool) {
        return vm.getBlockTimestamp() <= committee.expiresAt;
    }

    // TRACKING

    /// @dev Compares every status with the last one seen; the arrows are those of invariant O-3.
    function _track() internal {
        for (uint256 i; i < entries.length; ++i) {
            IInferenceOracle.Status now_ = world.oracle.statusOf(entries[i].id);
            IInferenceOracle.Status last = entries[i].last;
            if (now_ == last) continue;
            bool fromPending = last == IInferenceOracle.Status.Pending && now_ != IInferenceOracle.Status.None;
            bool retried = last == IInferenceOracle.Status.CallbackFailed && now_ == IInferenceOracle.Status.Fulfilled;
            if (!fromPending && !retried) ++illegalTransitions;
            entries[i].last = now_;
        }
    }

    function _expectOutcome(bool succeeded, bool expected) internal {
        if (succeeded != expected) ++wrongOutcomes;
    }
}
