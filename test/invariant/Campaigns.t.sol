// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaigns} from "../../contracts/interfaces/ICampaigns.sol";
import {IMatchingRounds} from "../../contracts/interfaces/IMatchingRounds.sol";
import {Test} from "../utils/Test.sol";
import {CampaignHandler} from "./handlers/CampaignHandler.sol";

/// @dev Numbers as in README.md beside this file.
contract CampaignsInvariantTest is Test {
    CampaignHandler private _handler;
    /// @dev Calls that went through in worlds before.
    mapping(bytes4 kind => uint256) private _done;
    bool private _launchesNothing;

    function setUp() external {
        _handler = new CampaignHandler();
        _handler.setUp();
        bytes4[] memory selectors = new bytes4[](11);
        selectors[0] = CampaignHandler.pass.selector;
        selectors[1] = CampaignHandler.donate.selector;
        selectors[2] = CampaignHandler.end.selector;
        selectors[3] = CampaignHandler.decide.selector;
        selectors[4] = CampaignHandler.push.selector;
        selectors[5] = CampaignHandler.collect.selector;
        selectors[6] = CampaignHandler.pull.selector;
        selectors[7] = CampaignHandler.postAny.selector;
        selectors[8] = CampaignHandler.refuteAny.selector;
        selectors[9] = CampaignHandler.settle.selector;
        selectors[10] = CampaignHandler.withdraw.selector;
        targetContract(address(_handler));
        targetSelector(FuzzSelector({addr: address(_handler), selectors: selectors}));
    }

    /// @dev K-1 and K-2, of one campaign of calls.
    function invariant_K1_K2() external view {
        _checkSums();
    }

    /// @dev K-3. Any history, then time and calls that anyone may make, and owners that pull.
    /// hardhat-config: fuzz.runs = 32
    function testFuzz_K3_TimeAloneLeadsOut(uint256[24] calldata seeds) external {
        for (uint256 i; i < seeds.length; ++i) {
            _act(seeds[i]);
        }
        _handler.leadOut();
        (uint256 claims, uint256 held) = _handler.campaignSums();
        assertEq(claims, 0, "K-3: somebody can pull no more, though owed");
        assertEq(held, 0, "K-3: money is left in the campaigns");
        (claims, held) = _handler.roundSums();
        assertEq(held, _handler.burned(), "K-3: money is left in the round");
    }

    /// @dev The handler would show nothing if its calls never went through.
    function test_HandlerGetsEverywhere() external {
        for (uint256 i; i < 1000; ++i) {
            // In the last world what could be launched is left lying, to be abandoned.
            _launchesNothing = i >= 750;
            _act(uint256(keccak256(abi.encode(i / 250, i))));
            if (i % 250 == 249) {
                _checkSums();
                _handler.leadOut();
                _checkSums();
                if (i != 999) _renew();
            }
        }
        bytes4[13] memory kinds = _kinds();
        for (uint256 i; i < kinds.length; ++i) {
            assertGt(_done[kinds[i]] + _handler.done(kinds[i]), 0, string.concat("call of kind ", vm.toString(i)));
        }
    }

    /// @dev A new world; what the old one saw is kept.
    function _renew() private {
        bytes4[13] memory kinds = _kinds();
        for (uint256 i; i < kinds.length; ++i) {
            _done[kinds[i]] += _handler.done(kinds[i]);
        }
        _handler = new CampaignHandler();
        _handler.setUp();
    }

    function _kinds() private pure returns (bytes4[13] memory) {
        return [
            CampaignHandler.donate.selector,
            CampaignHandler.end.selector,
            CampaignHandler.decide.selector,
            CampaignHandler.push.selector,
            CampaignHandler.collect.selector,
            CampaignHandler.postAny.selector,
            CampaignHandler.refuteAny.selector,
            CampaignHandler.withdraw.selector,
            ICampaigns.launch.selector,
            ICampaigns.claimShare.selector,
            ICampaigns.takeBack.selector,
            IMatchingRounds.pay.selector,
            IMatchingRounds.recover.selector
        ];
    }

    function _act(uint256 seed) private {
        (uint256 kind, uint256 a, uint256 b) = (seed % 16, seed >> 8 & 0xffff, seed >> 32 & 0xffff);
        if (kind < 3) _handler.donate(a, b, seed >> 64);
        else if (kind < 6) _handler.pass(seed >> 64);
        else if (kind < 8) _handler.end(a, _launchesNothing || b % 4 == 0);
        else if (kind == 3 || kind == 8) _decide(a, b, seed >> 64);
        else if (kind == 9) _handler.push(a, b);
        else if (kind == 10) _handler.collect(a, b);
        else if (kind == 11) _handler.pull(a, b, seed >> 64 & 0xff);
        else if (kind == 12) _post(seed >> 64);
        else if (kind == 13) _handler.refuteAny(a);
        else if (kind == 14) _handler.settle(a);
        else _handler.withdraw(a);
    }

    /// @dev Every other time a stranger has what comes of it paid before anybody collects it.
    function _decide(uint256 which, uint256 index, uint256 share) private {
        _handler.decide(which, index, uint16(share));
        if (share >> 16 & 1 == 0) _handler.push(which, index % 2);
    }

    /// @dev Three of four results are looked at by somebody at once.
    function _post(uint256 skew) private {
        _handler.postAny(skew);
        if (skew >> 128 & 3 == 0) return;
        _handler.refuteAny(0);
        _handler.refuteAny(1);
    }

    function _checkSums() private view {
        (uint256 claims, uint256 held) = _handler.campaignSums();
        assertEq(held, claims, "K-1: the campaigns hold what donors can still pull");
        (claims, held) = _handler.roundSums();
        assertEq(held, claims, "K-2: the rounds hold pools, bonds and balances");
    }
}
