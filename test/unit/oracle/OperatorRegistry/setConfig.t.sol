// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IOperatorRegistry} from "../../../../contracts/interfaces/IOperatorRegistry.sol";
import {ConfigDigest} from "../../../../contracts/types/Identifiers.sol";
import {OperatorFixture} from "../../../utils/OperatorFixture.sol";

contract OperatorRegistrySetConfigTest is OperatorFixture {
    function test_RevertWhen_CallerNotAuthorised() external {
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
        registry.setConfig(operators, 2, 3);
    }

    function test_RevertWhen_NumbersDoNotFitTogether() external {
        _expectThreshold(0, 0, 1);
        _expectThreshold(33, 0, 1);
        _expectThreshold(3, 1, 2); // n < 3f + 1
        _expectThreshold(4, 1, 1); // t < f + 1
        _expectThreshold(4, 1, 4); // t > n - f
        _expectThreshold(4, 0, 0);
    }

    function test_RevertWhen_MemberUnknown() external {
        address[] memory members = _members(4);
        members[2] = users.mallory;
        _expect(
            members, abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_UnknownOperator.selector, users.mallory)
        );
    }

    function test_RevertWhen_MemberNamedTwice() external {
        address[] memory members = _members(4);
        members[3] = members[0];
        _expect(
            members, abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_DuplicateOperator.selector, members[0])
        );
    }

    function test_RevertWhen_MemberLeaving() external {
        vm.prank(operators[6]);
        registry.requestUnbond();
        _expect(
            operators,
            abi.encodeWithSelector(
                IOperatorRegistry.OperatorRegistry_Unbonding.selector, operators[6], START + UNBONDING_DELAY
            )
        );
    }

    function test_GivenMemberStaysFromOneCommitteeToNext_ServesOnWithoutEnd() external {
        _setConfig(3, N, F, T);
        assertEq(uint256(registry.operatorOf(operators[3]).servesUntil), type(uint40).max, "stays");
        assertEq(uint256(registry.operatorOf(operators[2]).servesUntil), START + GRACE, "leaves");
    }

    function test_WhenCommitteeFormed_StoresItKeepsOrderAndLetsOneBeforeServeOutGrace() external {
        (address[] memory members, address[] memory signers) = (new address[](4), new address[](4));
        for (uint256 i; i < 4; ++i) {
            members[i] = operators[6 - i];
            signers[i] = vm.addr(signerKeys[6 - i]);
        }
        ConfigDigest expected = ConfigDigest.wrap(
            keccak256(abi.encode(block.chainid, address(registry), uint256(2), members, signers, uint8(1), uint8(3)))
        );
        vm.expectEmit(address(registry));
        emit IOperatorRegistry.ConfigSet(expected, config, members, signers, 1, 3);
        vm.prank(users.admin);
        ConfigDigest digest = registry.setConfig(members, 1, 3);

        assertTrue(digest == expected && registry.currentConfig() == expected, "digest");
        IOperatorRegistry.Config memory stored = registry.configOf(digest);
        assertEq(uint256(stored.n), 4, "n");
        assertEq(uint256(stored.f), 1, "f");
        assertEq(uint256(stored.t), 3, "t");
        assertTrue(stored.previous == config, "previous");
        assertEq(uint256(stored.activatedAt), START, "since");
        (address[] memory readOperators, address[] memory readSigners) = registry.membersOf(digest);
        assertEq(abi.encode(readOperators), abi.encode(members), "operators");
        assertEq(abi.encode(readSigners), abi.encode(signers), "signers");
        assertEq(uint256(registry.operatorOf(operators[0]).servesUntil), START + GRACE, "grace");
    }

    function test_RevertGiven_DigestUnknown() external {
        ConfigDigest nobodys = ConfigDigest.wrap(keccak256("nobody's"));
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_UnknownConfig.selector, nobodys));
        registry.membersOf(nobodys);
    }

    function _members(uint256 n) private view returns (address[] memory members) {
        members = new address[](n);
        for (uint256 i; i < n; ++i) {
            members[i] = operators[i % operators.length];
        }
    }

    function _expect(address[] memory members, bytes memory reason) private {
        vm.prank(users.admin);
        vm.expectRevert(reason);
        registry.setConfig(members, 1, 2);
    }

    function _expectThreshold(uint256 n, uint8 f, uint8 t) private {
        address[] memory members = _members(n);
        vm.prank(users.admin);
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_ThresholdOutOfRange.selector, n, f, t)
        );
        registry.setConfig(members, f, t);
    }
}
