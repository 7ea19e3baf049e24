// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDisputeCourt} from "../../../contracts/interfaces/IDisputeCourt.sol";
import {CourtOracle} from "../../../contracts/mocks/CourtMocks.sol";
import {RequestId} from "../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode} from "../../../contracts/types/Inference.sol";
import {CourtFixture} from "../../utils/CourtFixture.sol";

/// @title Operators who lie, copy themselves and keep silent, watchers who find out, and somebody who copies them
/// @dev Its ghosts say who is guilty of what, and what every call must come to.
contract CourtHandler is CourtFixture {
    enum Kind {
        Quorum,
        Optimistic,
        Private
    }

    struct Entry {
        InferenceRequest request;
        RequestId id;
        Kind kind;
        bool wrong; // a private one: its signers have no proof
        uint32 signers;
        bool defaulted; // nobody defended it
    }

    uint256 private constant MAX_ENTRIES = 12;
    uint256 private constant MEMBERS = 4;

    Entry[] private _entries;
    Entry private _nothing;
    uint256 private _nonce;
    uint256 public open;
    uint256 public deposited;
    uint256 public rewardsPaid;
    uint256 public wrongOutcomes;
    mapping(uint256 member => bool) public guilty;

    function setUp() public override {
        super.setUp();
        deposited = operators.length * uint256(MIN_BOND);
    }

    // ACTIONS

    function answer(uint256 seed) external {
        if (_entries.length == MAX_ENTRIES) return;
        Kind kind = Kind(seed % 3);
        InferenceRequest memory request =
            kind == Kind.Private ? _privateRequest() : _request(kind == Kind.Quorum ? Mode.QUORUM : Mode.OPTIMISTIC);
        request.nonce = ++_nonce;
        Entry storage entry = _entries.push();
        entry.request = request;
        entry.id = _idOf(request);
        entry.kind = kind;
        entry.wrong = seed >> 8 & 1 == 1;
        entry.signers = _twoOrMore(seed >> 16);
        if (entry.wrong && kind != Kind.Private) _blame(entry.signers);
        if (kind != Kind.Quorum) _proposed(request, _outputOf(entry), entry.signers);
    }

    function challenge(uint256 seed, bool committed) external {
        (bool found, Entry storage entry) = _pick(seed);
        if (!found || entry.kind == Kind.Private) return;
        if (committed) _commitOnce(IDisputeCourt.Finding.WrongOutput, entry.id, keccak256(RIGHT));
        uint32 before = bench.convictedOf(IDisputeCourt.Finding.WrongOutput, entry.id, keccak256(WRONG), config);
        bool news = (committed && before & entry.signers != entry.signers) || _isOpen(entry.id);
        IDisputeCourt.SignedAnswer memory signed = _answer(entry.request, _outputOf(entry), entry.signers);
        vm.prank(watcher);
        try bench.challenge(signed, INPUT, SALT, committed ? SECRET : NO_COMMITMENT) {
            if (!entry.wrong || !news) ++wrongOutcomes;
        } catch {
            if (entry.wrong && news) ++wrongOutcomes;
        }
    }

    function copyChallenge(uint256 seed) external {
        (bool found, Entry storage entry) = _pick(seed);
        if (!found || entry.kind == Kind.Private) return;
        _commitOnce(IDisputeCourt.Finding.WrongOutput, entry.id, keccak256(RIGHT));
        IDisputeCourt.SignedAnswer memory signed = _answer(entry.request, _outputOf(entry), entry.signers);
        vm.prank(users.mallory);
        try bench.challenge(signed, INPUT, SALT, SECRET) {
            ++wrongOutcomes;
        } catch {}
    }

    /// @dev Somebody else's key in place of a member's.
    function frame(uint256 seed, uint256 member) external {
        (bool found, Entry storage entry) = _pick(seed);
        if (!found || entry.kind == Kind.Private) return;
        member = bound(member, 0, MEMBERS - 1);
        uint256 key = signerKeys[member];
        signerKeys[member] = uint256(keccak256("mallory's key"));
        IDisputeCourt.SignedAnswer memory forged = _answer(entry.request, WRONG, uint32(1 << member));
        signerKeys[member] = key;
        _commitOnce(IDisputeCourt.Finding.WrongOutput, entry.id, keccak256(RIGHT));
        vm.prank(watcher);
        try bench.challenge(forged, INPUT, SALT, SECRET) {
            ++wrongOutcomes;
        } catch {}
    }

    function equivocate(uint256 seed, uint256 member, bool copies) external {
        (bool found, Entry storage entry) = _pick(seed);
        if (!found) return;
        member = bound(member, 0, MEMBERS - 1);
        bool known = bench.hasEquivocated(entry.id, operators[member]);
        guilty[member] = true;
        _commitOnce(
            IDisputeCourt.Finding.Equivocation, entry.id, bytes32(uint256(uint160(vm.addr(signerKeys[member]))))
        );
        IDisputeCourt.SignedReport memory first = _signed(entry.id, member, keccak256("one"));
        IDisputeCourt.SignedReport memory second = _signed(entry.id, member, keccak256("two"));
        vm.prank(copies ? users.mallory : watcher);
        try bench.reportEquivocation(entry.id, first, second, SECRET) {
            if (known || copies) ++wrongOutcomes;
        } catch {
            if (!known && !copies) ++wrongOutcomes;
        }
    }

    function challengePrivate(uint256 seed) external {
        (bool found, Entry storage entry) = _pick(seed);
        if (!found || entry.kind != Kind.Private) return;
        bool possible = _isOpen(entry.id);
        IDisputeCourt.SignedAnswer memory signed = _answer(entry.request, PRIVATE_OUTPUT, entry.signers);
        vm.deal(watcher, CHALLENGE_BOND);
        vm.prank(watcher);
        try bench.challengePrivate{value: CHALLENGE_BOND}(signed) {
            if (!possible) ++wrongOutcomes;
            ++open;
        } catch {
            if (possible) ++wrongOutcomes;
        }
    }

    function defend(uint256 seed) external {
        (bool found, Entry storage entry) = _pick(seed);
        if (!found || entry.kind != Kind.Private) return;
        InferenceRequest memory request = entry.request;
        bool possible = !entry.wrong && bench.privateChallengeOf(entry.id).challenger != address(0);
        bytes memory proof = entry.wrong
            ? bytes("no proof")
            : proofs.proofOf(privateModel, request.inputCommitment, bytes32(PRIVATE_OUTPUT), entry.id, users.relayer);
        try bench.defend(requester, request, config, PRIVATE_OUTPUT, users.relayer, proof) {
            if (!possible) ++wrongOutcomes;
            --open;
        } catch {
            if (possible) ++wrongOutcomes;
        }
    }

    function resolve(uint256 seed) external {
        (bool found, Entry storage entry) = _pick(seed);
        if (!found || entry.kind != Kind.Private) return;
        bool possible = bench.privateChallengeOf(entry.id).challenger != address(0)
            && vm.getBlockTimestamp() > bench.defendableUntil(entry.id);
        try bench.resolveByTimeout(requester, entry.request, config, PRIVATE_OUTPUT) {
            if (!possible) ++wrongOutcomes;
            entry.defaulted = true;
            _blame(entry.signers);
            --open;
        } catch {
            if (possible) ++wrongOutcomes;
        }
    }

    function bondAgain(uint256 member) external {
        address operator = operators[bound(member, 0, MEMBERS - 1)];
        if (registry.operatorOf(operator).bond != 0) return;
        deposited += MIN_BOND;
        vm.deal(operator, MIN_BOND);
        vm.prank(operator);
        registry.addBond{value: MIN_BOND}();
    }

    function withdraw(uint256 seed) external {
        address account = [watcher, users.relayer, users.mallory][seed % 3];
        vm.startPrank(account);
        if (bench.balanceOf(account) != 0) bench.withdraw(payable(account));
        if (registry.rewardOf(account) != 0) rewardsPaid += registry.withdrawReward(payable(account));
        vm.stopPrank();
    }

    function sequencerFails(uint256 since) external {
        feed.set(int256(since & 1), bound(since, START, vm.getBlockTimestamp()));
    }

    function wait(uint256 time) external {
        vm.roll(vm.getBlockNumber() + 1);
        vm.warp(vm.getBlockTimestamp() + bound(time, 1, 5 hours));
    }

    /// @dev Past the clock of whatever is open, with the sequencer up all the while.
    function waitLong() external {
        feed.set(0, START - 1);
        vm.roll(vm.getBlockNumber() + 1);
        vm.warp(vm.getBlockTimestamp() + DEFENCE_WINDOW + 1);
    }

    // FOR THE INVARIANTS

    function bondsAndRewards() external view returns (uint256 bonds, uint256 rewards, uint256 held) {
        for (uint256 i; i < operators.length; ++i) {
            bonds += registry.operatorOf(operators[i]).bond;
        }
        rewards = registry.rewardOf(watcher) + registry.rewardOf(users.relayer);
        return (bonds, rewards, address(registry).balance);
    }

    function courtBooks() external view returns (uint256 balances, uint256 held) {
        return (bench.balanceOf(watcher) + bench.balanceOf(users.relayer), address(bench).balance);
    }

    function innocentLosses() external view returns (uint256 losses) {
        for (uint256 i; i < operators.length; ++i) {
            if (!guilty[i] && registry.operatorOf(operators[i]).bond < MIN_BOND) ++losses;
        }
    }

    function wronglyOverturned() external view returns (uint256 count) {
        for (uint256 i; i < _entries.length; ++i) {
            (CourtOracle.Fate fate,,) = oracle.proposalOf(_entries[i].id);
            bool mayFall = _entries[i].kind == Kind.Private ? _entries[i].defaulted : _entries[i].wrong;
            if (fate == CourtOracle.Fate.Overturned && !mayFall) ++count;
        }
    }

    function copyistsReward() external view returns (uint256) {
        return registry.rewardOf(users.mallory);
    }

    // HELPERS

    function _outputOf(Entry storage entry) private view returns (bytes memory) {
        if (entry.kind == Kind.Private) return PRIVATE_OUTPUT;
        return entry.wrong ? WRONG : RIGHT;
    }

    /// @dev A set of members that reaches the threshold.
    function _twoOrMore(uint256 seed) private pure returns (uint32) {
        uint32[8] memory sets = [uint32(3), 5, 6, 9, 10, 12, 7, 15];
        return sets[seed & 7];
    }

    function _pick(uint256 seed) private view returns (bool found, Entry storage entry) {
        found = _entries.length != 0;
        entry = found ? _entries[seed % _entries.length] : _nothing;
    }

    function _isOpen(RequestId id) private view returns (bool) {
        (CourtOracle.Fate fate, uint40 finalAt,) = oracle.proposalOf(id);
        return fate == CourtOracle.Fate.Proposed && vm.getBlockTimestamp() <= finalAt;
    }

    function _blame(uint32 signers) private {
        for (uint256 i; i < MEMBERS; ++i) {
            if (signers >> i & 1 == 1) guilty[i] = true;
        }
    }

    function _signed(RequestId id, uint256 member, bytes32 outputHash)
        private
        view
        returns (IDisputeCourt.SignedReport memory signed)
    {
        signed.report = _report();
        signed.outputHash = outputHash;
        signed.signature = signCompact(signerKeys[member], _digest(_plainHash(id, outputHash, signed.report)));
    }

    function _commitOnce(IDisputeCourt.Finding finding, RequestId id, bytes32 what) private {
        (uint64 blockNumber, uint40 committedAt) = bench.commitmentOf(_commitmentOf(watcher, finding, id, what));
        bool usable = blockNumber != 0 && vm.getBlockTimestamp() <= committedAt + 1 days;
        if (!usable) _commit(finding, id, what);
    }
}
