// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../contracts/interfaces/IInferenceOracle.sol";
import {ConfigDigest, RequestId} from "../../../contracts/types/Identifiers.sol";
import {InferenceReport, InferenceRequest, Mode} from "../../../contracts/types/Inference.sol";
import {ModesFixture} from "../../utils/ModesFixture.sol";

/// @dev Whatever happens in whatever order: the open exposure of a committee is the sum of what is booked against it, it
/// never exceeds what backs it, and a request that nobody answers is refunded.
contract ExposureFuzzTest is ModesFixture {
    uint256 private constant STEPS = 24;

    InferenceRequest[] private requests;
    ConfigDigest[] private committees;

    /// hardhat-config: fuzz.runs = 64
    function testFuzz_OpenExposureIsSumOfBookings(uint256 seed) external {
        committees.push(config);
        for (uint256 step; step < STEPS; ++step) {
            seed = uint256(keccak256(abi.encode(seed, step)));
            _act(seed);
            _assertSums();
        }
        _assertNothingStandsBetweenRequesterAndRefund();
    }

    function _act(uint256 seed) private {
        uint256 action = seed % 9;
        if (action <= 2 || requests.length == 0) return _tryOpen(seed >> 8);
        if (action == 3 && committees.length == 1) return _replaceCommittee();
        if (action == 4) return vm.warp(vm.getBlockTimestamp() + seed % 2 hours);
        InferenceRequest memory request = requests[(seed >> 8) % requests.length];
        RequestId id = _idOf(request);
        IInferenceOracle.Status status = oracle.statusOf(id);
        bool late = vm.getBlockTimestamp() > request.deadline;
        if (status == IInferenceOracle.Status.Pending && late) return _expireNow(request);
        if (status == IInferenceOracle.Status.Pending && action == 5) return _onChain(request);
        if (status == IInferenceOracle.Status.Pending) return _answer(request, seed >> 16);
        if (status == IInferenceOracle.Status.Proposed && action <= 6) return _conclude(request, seed >> 16);
        try oracle.closeExposure(id) {} catch {}
    }

    function _tryOpen(uint256 seed) private {
        InferenceRequest memory request = _publicRequest(seed & 1 == 0 ? Mode.QUORUM : Mode.OPTIMISTIC);
        request.nonce = requests.length;
        request.deadline = uint40(vm.getBlockTimestamp() + 1 + (seed >> 8) % 6 hours);
        request.valueAtRisk = uint96((seed >> 32) % 1.1 ether);
        vm.prank(users.requester);
        try oracle.requestInference{value: request.fee}(request, NO_PROOF) {
            requests.push(request);
        } catch {}
    }

    function _replaceCommittee() private {
        committees.push(_setConfig(3, N, F, T));
        oracle.adoptConfig(committees[1]);
    }

    /// @dev By the old committee or the new one, in force or not.
    function _answer(InferenceRequest memory request, uint256 seed) private {
        uint256 which = seed % committees.length;
        InferenceReport memory report = _report();
        report.configDigest = committees[which];
        RequestId id = _idOf(request);
        bytes memory attestation = request.mode == Mode.QUORUM
            ? _attestFrom(_reportDigest(id, report, keccak256(SCORE)), FIRST_TWO, 3 * which)
            : _tracedFrom(id, report, keccak256(SCORE), 3 * which);
        try oracle.fulfil(users.requester, request, report, SCORE, attestation) {} catch {}
    }

    function _conclude(InferenceRequest memory request, uint256 seed) private {
        for (uint256 i; i < committees.length; ++i) {
            vm.prank(court);
            if (seed & 1 == 0) oracle.overturn(users.requester, request, committees[i], SCORE);
            else try oracle.finalise(users.requester, request, committees[i], SCORE) {} catch {}
        }
    }

    function _onChain(InferenceRequest memory request) private {
        oracle.answerOnChain(users.requester, request, INPUT, SALT, NO_EXTRACTION);
    }

    function _expireNow(InferenceRequest memory request) private {
        vm.prank(users.keeper);
        oracle.expire(users.requester, request);
    }

    function _tracedFrom(RequestId id, InferenceReport memory report, bytes32 outputHash, uint256 first)
        private
        view
        returns (bytes memory attestation)
    {
        attestation = abi.encodePacked(FIRST_TWO);
        for (uint256 i; i < 2; ++i) {
            bytes32 digest = _tracedDigest(id, report, outputHash, _traceOf(i));
            attestation = bytes.concat(attestation, signCompact(signerKeys[first + i], digest), _traceOf(i));
        }
    }

    function _assertSums() private view {
        for (uint256 c; c < committees.length; ++c) {
            uint256 sum;
            for (uint256 i; i < requests.length; ++i) {
                (ConfigDigest booked, uint96 value,) = oracle.exposureOf(_idOf(requests[i]));
                if (booked == committees[c]) sum += value;
            }
            assertEq(oracle.openExposureOf(committees[c]), sum, "sum of bookings");
            assertLe(sum, registry.backingOf(committees[c]), "never more than what backs it");
        }
    }

    function _assertNothingStandsBetweenRequesterAndRefund() private {
        vm.warp(vm.getBlockTimestamp() + 1 days);
        for (uint256 i; i < requests.length; ++i) {
            RequestId id = _idOf(requests[i]);
            if (oracle.statusOf(id) == IInferenceOracle.Status.Pending) _expireNow(requests[i]);
            else if (oracle.statusOf(id) == IInferenceOracle.Status.Proposed) _conclude(requests[i], 1);
            (, uint96 value, uint40 closableAt) = oracle.exposureOf(id);
            if (value != 0) {
                assertGt(uint256(closableAt), 0, "answered by quorum");
                oracle.closeExposure(id);
            }
        }
        for (uint256 c; c < committees.length; ++c) {
            assertEq(oracle.openExposureOf(committees[c]), 0, "all let go");
        }
    }
}
