// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOperatorRegistry} from "../../../../contracts/interfaces/IOperatorRegistry.sol";
import {OperatorFixture} from "../../../utils/OperatorFixture.sol";

/// @dev Operators 0 to 3 form the committee, 4 to 6 do not serve.
contract OperatorRegistryUnbondTest is OperatorFixture {
    function test_RevertGiven_CallerUnknown() external {
        vm.deal(users.mallory, 1 ether);
        vm.prank(users.mallory);
        vm.expectRevert(_unknown(users.mallory));
        registry.addBond{value: 1}();
    }

    function test_GivenWithdrawalAskedFor_TakesWithdrawalBack() external {
        vm.deal(operators[5], 1);
        vm.startPrank(operators[5]);
        registry.requestUnbond();
        registry.addBond{value: 1}();
        vm.warp(START + UNBONDING_DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_UnbondNotRequested.selector, operators[5])
        );
        registry.withdrawBond(payable(operators[5]));
        vm.stopPrank();
    }

    function test_WhenRegisteredOperatorAdds_RaisesBond() external {
        vm.deal(operators[0], 3);
        vm.expectEmit(address(registry));
        emit IOperatorRegistry.BondAdded(operators[0], 3, MIN_BOND + 3);
        vm.prank(operators[0]);
        registry.addBond{value: 3}();
        assertEq(uint256(registry.operatorOf(operators[0]).bond), MIN_BOND + 3, "bond");
    }

    function test_RevertGiven_UnknownAccountAsks() external {
        vm.prank(users.mallory);
        vm.expectRevert(_unknown(users.mallory));
        registry.requestUnbond();
    }

    function test_RevertGiven_OperatorInCurrentCommittee() external {
        vm.prank(operators[0]);
        vm.expectRevert(_serving(operators[0], type(uint40).max));
        registry.requestUnbond();
    }

    function test_RevertGiven_OperatorsCommitteeInGrace() external {
        _setConfig(3, N, F, T);
        vm.warp(START + GRACE);
        vm.prank(operators[0]);
        vm.expectRevert(_serving(operators[0], START + GRACE));
        registry.requestUnbond();
    }

    function test_RevertGiven_OperatorAskedAlready() external {
        vm.startPrank(operators[5]);
        registry.requestUnbond();
        vm.expectRevert(
            abi.encodeWithSelector(
                IOperatorRegistry.OperatorRegistry_Unbonding.selector, operators[5], START + UNBONDING_DELAY
            )
        );
        registry.requestUnbond();
        vm.stopPrank();
    }

    function test_GivenOperatorServesNoLonger_StartsDelay() external {
        _setConfig(3, N, F, T);
        vm.warp(START + GRACE + 1);
        vm.expectEmit(address(registry));
        emit IOperatorRegistry.UnbondRequested(operators[0], START + GRACE + 1 + UNBONDING_DELAY);
        vm.prank(operators[0]);
        registry.requestUnbond();
    }

    function test_RevertGiven_NotAskedFor() external {
        vm.prank(operators[5]);
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_UnbondNotRequested.selector, operators[5])
        );
        registry.withdrawBond(payable(operators[5]));
    }

    function test_RevertGiven_DelayRuns() external {
        vm.startPrank(operators[5]);
        registry.requestUnbond();
        vm.warp(START + UNBONDING_DELAY - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IOperatorRegistry.OperatorRegistry_StillBonded.selector, operators[5], START + UNBONDING_DELAY
            )
        );
        registry.withdrawBond(payable(operators[5]));
        vm.stopPrank();
    }

    function test_RevertWhen_ReceiverRefuses_KeepsBond() external {
        vm.startPrank(operators[5]);
        registry.requestUnbond();
        vm.warp(START + UNBONDING_DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_TransferFailed.selector, pauper, MIN_BOND)
        );
        registry.withdrawBond(payable(pauper));
        vm.stopPrank();
        assertEq(uint256(registry.operatorOf(operators[5]).bond), MIN_BOND, "kept");
    }

    function test_GivenDelayOver_PaysBondAndForgetsOperator() external {
        uint256 held = address(registry).balance;
        vm.startPrank(operators[5]);
        registry.requestUnbond();
        vm.warp(START + UNBONDING_DELAY);
        registry.withdrawBond(payable(users.relayer));
        vm.expectRevert(_unknown(operators[5]));
        registry.withdrawBond(payable(users.relayer));
        vm.stopPrank();
        assertEq(users.relayer.balance, MIN_BOND, "paid");
        assertEq(address(registry).balance, held - MIN_BOND, "the others' stay");
        assertEq(registry.operatorOf(operators[5]).signer, address(0), "forgotten");
    }

    function _unknown(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_UnknownOperator.selector, account);
    }

    function _serving(address account, uint40 until) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_StillServing.selector, account, until);
    }
}
