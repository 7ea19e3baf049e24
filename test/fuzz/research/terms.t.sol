// SPDX-License-Identifier: MIT
// Compiled through the IR: the old code generator cannot compile its structs.
pragma solidity 0.8.37;

import {GrantHash} from "../../../contracts/libraries/GrantHash.sol";
import {Conditions, GrantAccount, GrantTerms, MilestoneTerms, Policy} from "../../../contracts/types/Grant.sol";
import {GrantId, MilestoneId, ModelId} from "../../../contracts/types/Identifiers.sol";
import {ResearchTerms} from "../../utils/ResearchTerms.sol";
import {Test} from "../../utils/Test.sol";

/// @dev Gives the library's internal functions calldata to work on.
contract TermsHasher {
    function idOf(GrantAccount calldata account) external pure returns (GrantId) {
        return GrantHash.idOf(account);
    }

    function milestoneIdOf(GrantId id, uint256 index) external pure returns (MilestoneId) {
        return GrantHash.milestoneIdOf(id, index);
    }

    function hash(Conditions calldata conditions) external pure returns (bytes32) {
        return GrantHash.hash(conditions);
    }
}

contract TermsFuzzTest is Test {
    // The same two words stand in test/standards/grant.test.ts, about the same terms.
    bytes32 private constant CONDITIONS_HASH = 0x4515e0e87411d0ce7a7d92fe8dedc5e8c8424f5881c57ee719cb37376bfbcf7f;
    bytes32 private constant GRANT_ID = 0x297cac8d45b30954d402ce4a109a8e25727569d8f5c7c4358280b1b144d77a53;

    TermsHasher private _hasher;

    function setUp() external {
        _hasher = new TermsHasher();
    }

    function test_VectorOfTheCodecs() external view {
        GrantTerms memory terms = _vector();
        assertEq(_hasher.hash(terms.conditions), CONDITIONS_HASH, "conditions");
        assertEq(GrantId.unwrap(_hasher.idOf(terms.account)), GRANT_ID, "grant");
    }

    function testFuzz_IdIsTheStructHash(GrantAccount calldata account) external view {
        assertEq(
            GrantId.unwrap(_hasher.idOf(account)),
            GrantId.unwrap(ResearchTerms.grantIdOf(account)),
            "library against plain encoding"
        );
    }

    function testFuzz_ConditionsHashIsTheStructHash(Conditions calldata conditions) external view {
        assertEq(_hasher.hash(conditions), ResearchTerms.hash(conditions), "library against plain encoding");
    }

    function testFuzz_MilestoneId(GrantId id, uint256 index) external view {
        assertEq(MilestoneId.unwrap(_hasher.milestoneIdOf(id, index)), keccak256(abi.encode(id, index)), "milestone id");
    }

    function testFuzz_AnyChangedFieldChangesTheId(uint256 field, uint256 seed) external view {
        GrantTerms memory terms = _vector();
        GrantId before = _hasher.idOf(terms.account);
        _change(terms, bound(field, 0, 39), seed);
        terms.account.conditionsHash = _hasher.hash(terms.conditions);
        assertNotEq(GrantId.unwrap(_hasher.idOf(terms.account)), GrantId.unwrap(before), "binding");
    }

    /// @dev Bits beyond a field's type must never lead to the id of clean terms.
    function testFuzz_DirtyCalldataHasAnotherId(uint256 field, uint96 dirt) external view {
        GrantTerms memory terms = _vector();
        if (dirt == 0) dirt = 1;
        bytes memory data = abi.encodeCall(TermsHasher.idOf, (terms.account));
        // Words after the selector and the offset: funder, investigator, token, review.
        uint256 position = 4 + 0x20 + 0x20 * bound(field, 0, 3);
        assembly ("memory-safe") {
            let slot := add(add(data, 0x20), position)
            mstore(slot, or(mload(slot), shl(160, dirt)))
        }
        (bool success, bytes memory result) = address(_hasher).staticcall(data);
        if (success) assertNotEq(abi.decode(result, (bytes32)), GRANT_ID, "another id");
    }

    function _change(GrantTerms memory terms, uint256 field, uint256 seed) private pure {
        GrantAccount memory account = terms.account;
        Conditions memory conditions = terms.conditions;
        uint256 i = seed % 4;
        if (field == 0) account.funder = _other(account.funder);
        if (field == 1) account.investigator = _other(account.investigator);
        if (field == 2) account.token = _other(account.token);
        if (field == 3) account.review = _other(account.review);
        if (field == 4) account.startBy ^= 1;
        if (field == 5) account.amounts[i] ^= 1;
        if (field == 6) account.amounts = new uint128[](i);
        if (field == 7) conditions.arbitrator = _other(conditions.arbitrator);
        if (field == 8) conditions.modelId = ModelId.wrap(bytes32(seed));
        if (field == 9) conditions.orcidCommit = bytes32(seed);
        if (field == 10) conditions.salt = bytes32(seed);
        if (field == 11) conditions.milestones[i].dueAt ^= 1;
        if (field == 12) conditions.milestones[i].graceEnd ^= 1;
        if (field == 13) conditions.milestones[i].criteriaHash = bytes32(seed);
        if (field == 14) conditions.milestones[i].usdAmount ^= 1;
        if (field == 15) account.keeperReward ^= 1;
        if (field == 16) conditions.excludedAffiliations[i % 2] = bytes32(seed);
        if (field == 17) conditions.excludedAffiliations = new bytes32[](i);
        if (field == 18) conditions.valuation.feed = _other(conditions.valuation.feed);
        if (field == 19) conditions.valuation.heartbeat ^= 1;
        if (field == 20) conditions.valuation.fallbackPrice ^= 1;
        if (field > 20) _changePolicy(conditions.policy, field, seed);
    }

    function _changePolicy(Policy memory policy, uint256 field, uint256 seed) private pure {
        if (field == 21) policy.reviewers[seed % 3] = _other(policy.reviewers[seed % 3]);
        if (field == 22) policy.seats ^= 1;
        if (field == 23) policy.quorum ^= 1;
        if (field == 24) policy.supermajority ^= 1;
        if (field == 25) policy.maxAttempts ^= 1;
        if (field == 26) policy.aiRequired = !policy.aiRequired;
        if (field == 27) policy.aiCanVeto = !policy.aiCanVeto;
        if (field == 28) policy.sequential = !policy.sequential;
        if (field == 29) policy.cascade = !policy.cascade;
        if (field == 30) policy.minScore ^= 1;
        if (field == 31) policy.defaultSplitBps ^= 1;
        if (field == 32) policy.disputeBond ^= 1;
        if (field == 33) policy.minValueAtRisk ^= 1;
        if (field == 34) policy.autoReleaseCap ^= 1;
        if (field == 35) policy.scoreWindow ^= 1;
        if (field == 36) policy.commitWindow ^= 1;
        if (field == 37) policy.revealWindow ^= 1;
        if (field == 38) policy.challengeWindow ^= 1;
        if (field == 39) policy.arbitrationWindow ^= 1;
    }

    function _other(address account) private pure returns (address) {
        return address(uint160(account) ^ 1);
    }

    function _vector() private pure returns (GrantTerms memory terms) {
        terms.account.funder = _repeat(0xf1);
        terms.account.investigator = _repeat(0xa1);
        terms.account.token = _repeat(0xc0);
        terms.account.review = _repeat(0xd0);
        terms.account.startBy = 1_772_592_000;
        terms.account.keeperReward = 3_000_000;
        terms.account.amounts = new uint128[](4);
        terms.account.amounts[0] = terms.account.amounts[3] = 100_000_000_000;
        terms.account.amounts[1] = terms.account.amounts[2] = 150_000_000_000;
        terms.account.conditionsHash = CONDITIONS_HASH;
        terms.conditions.arbitrator = _repeat(0xb1);
        terms.conditions.modelId = ModelId.wrap(keccak256("milestone triage"));
        terms.conditions.orcidCommit = keccak256("salted 0000-0002-1825-0097");
        terms.conditions.excludedAffiliations = new bytes32[](2);
        terms.conditions.excludedAffiliations[0] = bytes32(uint256(0xaa));
        terms.conditions.excludedAffiliations[1] = keccak256("tag of an organisation");
        terms.conditions.valuation.feed = _repeat(0xfe);
        terms.conditions.valuation.heartbeat = 3_600;
        terms.conditions.valuation.fallbackPrice = 99_980_000;
        terms.conditions.milestones = new MilestoneTerms[](4);
        string[4] memory criteria = ["criteria 0", "criteria 1", "criteria 2", "criteria 3"];
        for (uint40 i; i < 4; ++i) {
            terms.conditions.milestones[i] = MilestoneTerms(
                1_777_000_000 + i * 5_000_000,
                1_779_000_000 + i * 5_000_000,
                keccak256(bytes(criteria[i])),
                10_000_000_000_000 + i
            );
        }
        Policy memory policy = terms.conditions.policy;
        policy.reviewers = new address[](3);
        for (uint8 i; i < 3; ++i) {
            policy.reviewers[i] = _repeat(i + 1);
        }
        (policy.seats, policy.quorum, policy.supermajority, policy.maxAttempts) = (3, 2, 3, 4);
        policy.aiCanVeto = true;
        policy.cascade = true;
        policy.minScore = -7000;
        policy.defaultSplitBps = 5000;
        policy.disputeBond = 1_000_000_000;
        policy.minValueAtRisk = 1 ether;
        policy.autoReleaseCap = 20_000_000_000;
        policy.scoreWindow = 172_800;
        policy.commitWindow = 864_000;
        policy.revealWindow = 345_600;
        policy.challengeWindow = 432_000;
        policy.arbitrationWindow = 2_592_000;
        terms.conditions.salt = keccak256("salt");
    }

    function _repeat(uint8 byte_) private pure returns (address) {
        return address(uint160(byte_) * (type(uint160).max / 0xff));
    }
}
