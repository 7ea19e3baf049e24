// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../contracts/interfaces/IInferenceOracle.sol";
import {IOperatorRegistry} from "../../../contracts/interfaces/IOperatorRegistry.sol";
import {HostileConsumer} from "../../../contracts/mocks/HostileConsumer.sol";
import {ConfigDigest, ConsentId, RequestId} from "../../../contracts/types/Identifiers.sol";
import {
    InferenceReport,
    InferenceRequest,
    Mode,
    NOT_ABOUT_A_PERSON,
    NO_CALLBACK,
    Provenance
} from "../../../contracts/types/Inference.sol";
import {Eip712} from "../../utils/Eip712.sol";
import {OracleBook} from "./OracleBook.sol";

/// @title Requesters, patients, honest and dishonest committees, keepers, and an admin who changes everything allowed
contract OracleHandler is OracleBook {
    constructor(World memory world_, address[] memory operators_, uint256[] memory signerKeys_)
        OracleBook(world_, operators_, signerKeys_)
    {}

    // REQUESTS

    function open(uint256 who, bool withCallback, bool personal, uint96 tip, uint40 patience) external {
        if (entries.length == MAX_REQUESTS || world.oracle.feeSchedule().paused) return;
        Entry storage entry = entries.push();
        entry.requester = accounts[who % 2];
        entry.patient = makeAddr(string.concat("patient", vm.toString(entries.length)));
        entry.request = InferenceRequest({
            modelId: personal ? world.peopleModel : world.plainModel,
            payloadHash: keccak256(abi.encode("payload", entries.length)),
            inputCommitment: keccak256(abi.encode("input", entries.length)),
            consentId: personal ? _consentOf(entry.patient) : NOT_ABOUT_A_PERSON,
            callback: withCallback ? address(world.consumer) : NO_CALLBACK,
            callbackGasLimit: withCallback ? 300_000 : 0,
            deadline: uint40(vm.getBlockTimestamp() + bound(patience, 1, 2 days)),
            fee: 0,
            valueAtRisk: 0,
            mode: Mode.QUORUM,
            provenance: Provenance.REQUESTER,
            nonce: entries.length
        });
        uint96 quote = world.oracle.quoteFee(entry.request.modelId, entry.request.callbackGasLimit);
        entry.request.fee = quote + uint96(bound(tip, 0, 1 ether) / 1 gwei * 1 gwei);
        vm.deal(entry.requester, entry.request.fee);
        vm.prank(entry.requester);
        entry.id = world.oracle.requestInference{value: entry.request.fee}(entry.request, "");
        entry.last = IInferenceOracle.Status.Pending;
    }

    function openAgain(uint256 which) external {
        if (entries.length == 0) return;
        Entry memory entry = entries[which % entries.length];
        vm.deal(entry.requester, entry.requester.balance + entry.request.fee);
        vm.prank(entry.requester);
        try world.oracle.requestInference{value: entry.request.fee}(entry.request, "") {
            ++illegalTransitions;
        } catch {}
        _track();
    }

    function _consentOf(address patient) private returns (ConsentId) {
        uint40 now_ = uint40(vm.getBlockTimestamp());
        vm.prank(patient);
        return world.consents.grant(keccak256("terms"), now_, now_ + 1 days, now_);
    }

    // ANSWERS

    function answer(uint256 which, uint256 committeeSeed, uint256 signers) external {
        if (entries.length == 0) return;
        Entry storage entry = entries[which % entries.length];
        Committee memory committee = committees[committees.length - 1 - committeeSeed % _min(2, committees.length)];
        (bytes memory output, bytes32 outputHash) = _outputOf(entry);
        InferenceReport memory report = _reportFor(entry, committee);
        bytes memory attestation = _attest(committee, _reportDigest(entry.id, outputHash, report), signers);
        bool expected = _isOpen(entry) && _isInForce(committee);
        bool live = !_isPersonal(entry) || world.consents.isLive(entry.request.consentId);

        try world.oracle.fulfil(entry.requester, entry.request, report, output, attestation) {
            _expectOutcome(true, expected);
            bool dropped = world.oracle.statusOf(entry.id) == IInferenceOracle.Status.ConsentRevoked;
            if (dropped == live) ++wrongOutcomes;
            (entry.wasSigned, entry.wasLive) = (true, live);
        } catch {
            _expectOutcome(false, expected);
        }
        _track();
    }

    /// @dev Everything that must not settle a request.
    function forge(uint256 which, uint256 kind, uint256 seed) external {
        if (entries.length == 0) return;
        Entry memory entry = entries[which % entries.length];
        Committee memory committee = committees[seed % committees.length];
        (bytes memory output, bytes32 outputHash) = _outputOf(entry);
        InferenceReport memory report = _reportFor(entry, committee);
        bytes32 digest = _reportDigest(entry.id, outputHash, report);
        bytes memory attestation = _attest(committee, digest, seed);
        kind %= 6;
        // One signature twice; outsiders; another answer; another request; another version; a flipped bit.
        if (kind == 0) {
            bytes memory one = signCompact(signerKeys[committee.members[0]], digest);
            attestation = abi.encodePacked(uint32(3), one, one);
        }
        if (kind == 1) {
            attestation = abi.encodePacked(uint32(3), signCompact(seed % 99 + 1, digest), signCompact(7, digest));
        }
        if (kind == 2) attestation = _attest(committee, _reportDigest(entry.id, ~outputHash, report), seed);
        if (kind == 3) {
            RequestId other = RequestId.wrap(~RequestId.unwrap(entry.id));
            attestation = _attest(committee, _reportDigest(other, outputHash, report), seed);
        }
        if (kind == 4) report.observedBlock -= 1;
        if (kind == 5) attestation[seed % attestation.length] ^= bytes1(uint8(1 << seed % 8));
        try world.oracle.fulfil(entry.requester, entry.request, report, output, attestation) {
            ++forgeriesTaken;
        } catch {}
        _track();
    }

    function refuse(uint256 which, uint256 reasonSeed, uint256 signers) external {
        if (entries.length == 0) return;
        Entry storage entry = entries[which % entries.length];
        Committee memory committee = committees[committees.length - 1];
        IInferenceOracle.RefusalReason reason = IInferenceOracle.RefusalReason(reasonSeed % 5);
        bytes32 typehash = keccak256("RefusalReport(bytes32 requestId,uint8 reason,bytes32 configDigest)");
        bytes32 digest = _digest(keccak256(abi.encode(typehash, entry.id, uint8(reason), committee.digest)));
        bytes memory attestation = _attest(committee, digest, signers);
        bool expected = _isOpen(entry) && reason != IInferenceOracle.RefusalReason.Unspecified;
        if (reason == IInferenceOracle.RefusalReason.NoLiveConsent) {
            expected = expected && _isPersonal(entry) && !world.consents.isLive(entry.request.consentId);
        }
        if (reason == IInferenceOracle.RefusalReason.ConsentDoesNotPermit) expected = expected && _isPersonal(entry);
        vm.prank(accounts[2]);
        try world.oracle.refuse(entry.requester, entry.request, reason, committee.digest, attestation) {
            _expectOutcome(true, expected);
            entry.wasSigned = true;
        } catch {
            _expectOutcome(false, expected);
        }
        _track();
    }

    function expire(uint256 which) external {
        if (entries.length == 0) return;
        Entry memory entry = entries[which % entries.length];
        bool expected = entry.last == IInferenceOracle.Status.Pending && vm.getBlockTimestamp() > entry.request.deadline;
        vm.prank(accounts[2]);
        try world.oracle.expire(entry.requester, entry.request) {
            _expectOutcome(true, expected);
        } catch {
            _expectOutcome(false, expected);
        }
        _track();
    }

    function retry(uint256 which) external {
        if (entries.length == 0) return;
        Entry storage entry = entries[which % entries.length];
        (bytes memory output,) = _outputOf(entry);
        bool live = !_isPersonal(entry) || world.consents.isLive(entry.request.consentId);
        bool mayWork = entry.last == IInferenceOracle.Status.CallbackFailed && live;
        try world.oracle.retryCallback(entry.requester, entry.request, output) {
            if (!mayWork) ++wrongOutcomes;
        } catch {}
        _track();
    }

    // PEOPLE AND CONSUMERS

    function revokeConsent(uint256 which) external {
        if (entries.length == 0) return;
        Entry memory entry = entries[which % entries.length];
        vm.prank(entry.patient);
        world.consents.revokeAll();
    }

    function changeMood(uint256 mood) external {
        world.consumer.setMood(HostileConsumer.Mood(mood % 5));
    }

    // MONEY

    function distribute(uint256 which) external {
        try world.oracle.distributeFees(committees[which % committees.length].digest) {} catch {}
    }

    function withdraw(uint256 who) external {
        address account = accounts[who % accounts.length];
        uint256 balance = world.oracle.balanceOf(account);
        uint256 before = account.balance;
        vm.prank(account);
        try world.oracle.withdraw(payable(account)) {
            if (account.balance != before + balance || balance == 0) ++wrongOutcomes;
        } catch {
            if (balance != 0) ++wrongOutcomes;
        }
    }

    function setFees(uint64 compute, uint64 gasPrice, uint64 reward) external {
        compute = uint64(bound(compute, 0, 1e9));
        gasPrice = uint64(bound(gasPrice, 0, 100 gwei));
        reward = uint64(bound(reward, 0, compute));
        vm.prank(world.admin);
        world.oracle.setFees(compute, gasPrice, reward);
    }

    function pause(uint256 seed) external {
        vm.prank(world.admin);
        world.oracle.setPaused(seed % 4 == 0);
    }

    // COMMITTEES

    function rotate(uint256 first, bool adopt) external {
        Committee memory next;
        next.members = new uint256[](N);
        address[] memory members = new address[](N);
        for (uint256 i; i < N; ++i) {
            next.members[i] = (first % operators.length + i) % operators.length;
            members[i] = operators[next.members[i]];
        }
        vm.prank(world.admin);
        try world.registry.setConfig(members, 1, uint8(T)) returns (ConfigDigest digest) {
            next.digest = digest;
            // Ghost: when the change was made, for as long as the oracle has not heard of it.
            next.expiresAt = vm.getBlockTimestamp();
        } catch {
            return; // a member left or is leaving
        }
        unheard = next;
        if (adopt) _adopt();
    }

    /// @dev Late adoption is part of the game: a config that nobody adopts is passed over by the next.
    function adoptLate() external {
        _adopt();
    }

    function _adopt() private {
        if (unheard.members.length == 0) return;
        world.oracle.adoptConfig(unheard.digest);
        committees[committees.length - 1].expiresAt = unheard.expiresAt + GRACE;
        committees.push(unheard);
        committees[committees.length - 1].expiresAt = type(uint256).max;
        delete unheard;
    }

    function depart(uint256 who) external {
        address operator = operators[who % operators.length];
        IOperatorRegistry.Operator memory record = world.registry.operatorOf(operator);
        vm.startPrank(operator);
        if (record.signer == address(0)) {
            vm.deal(operator, world.registry.MIN_BOND());
            _register(operator, signerKeys[who % operators.length]);
        } else if (record.unbondsAt == 0) {
            try world.registry.requestUnbond() {} catch {}
        } else {
            try world.registry.withdrawBond(payable(operator)) {} catch {}
        }
        vm.stopPrank();
    }

    function _register(address operator, uint256 key) private {
        bytes32 encryptionKey = keccak256("encryption");
        bytes32 typehash = keccak256("SignerProof(address operator,address signer,bytes32 encryptionKey)");
        bytes32 structHash = keccak256(abi.encode(typehash, operator, vm.addr(key), encryptionKey));
        bytes memory proof =
            signCompact(key, Eip712.digest("OperatorRegistry", block.chainid, address(world.registry), structHash));
        world.registry.register{value: world.registry.MIN_BOND()}(vm.addr(key), encryptionKey, proof);
    }

    // TIME

    function wait(uint256 time) external {
        vm.warp(vm.getBlockTimestamp() + bound(time, 1, 18 hours));
        vm.roll(vm.getBlockNumber() + 1);
    }

    /// @dev Long enough to leave. O-6 takes for granted that a change of committee is adopted before bonds are free.
    function waitLong(uint256 time) external {
        _adopt();
        vm.warp(vm.getBlockTimestamp() + bound(time, 1 days, 30 days));
        vm.roll(vm.getBlockNumber() + 1);
    }

    function _isOpen(Entry memory entry) private view returns (bool) {
        return entry.last == IInferenceOracle.Status.Pending && vm.getBlockTimestamp() <= entry.request.deadline;
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
