// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentStates} from "../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../contracts/types/Identifiers.sol";
import {ConsentFixture} from "../utils/ConsentFixture.sol";
import {ConsentActsHandler} from "./handlers/ConsentActsHandler.sol";

contract ConsentActsInvariantTest is ConsentFixture {
    ConsentActsHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new ConsentActsHandler(consents);
        targetContract(address(handler));
        bytes4[] memory actions = new bytes4[](16);
        actions[0] = handler.grant.selector;
        actions[1] = handler.grantFor.selector;
        actions[2] = handler.suspend.selector;
        actions[3] = handler.resume.selector;
        actions[4] = handler.revoke.selector;
        actions[5] = handler.erase.selector;
        actions[6] = handler.supersede.selector;
        actions[7] = handler.revokeAll.selector;
        actions[8] = handler.appoint.selector;
        actions[9] = handler.dismiss.selector;
        actions[10] = handler.freeze.selector;
        actions[11] = handler.unfreeze.selector;
        actions[12] = handler.announce.selector;
        actions[13] = handler.cancel.selector;
        actions[14] = handler.complete.selector;
        actions[15] = handler.wait.selector;
        targetSelector(FuzzSelector(address(handler), actions));
    }

    /// @dev One campaign checks them all after every call.
    function invariant_C6ToC9() external view {
        assertEq(handler.trespasses(), 0, "C-6");
        for (uint256 i; i < handler.count(); ++i) {
            ConsentId id = handler.idAt(i);
            _assertState(id, handler.stateAt(i), "C-7: state, and terminal ones stay");
            assertEq(consents.isLive(id), handler.isLiveAt(i), "C-8");
            if (handler.isByLostKeyAt(i)) assertFalse(consents.isLive(id), "C-9");
        }
        for (uint256 i; i < 7; ++i) {
            address person = handler.personAt(i);
            assertEq(consents.ownerOf(person), handler.ownerOf(person), "C-6: owner");
        }
    }

    /// @dev The campaign can reach a recovery: one whole path through the handler.
    function test_HandlerRecoversKeyAndCutsItOff() external {
        handler.appoint(0, 1, 1, uint8(IConsentDelegates.DelegateRole.Recovery), 30 days);
        handler.grant(0, 1);
        handler.wait(3 days);
        handler.announce(0, 1, 2);
        handler.grant(0, 1);
        handler.wait(5 days);
        handler.wait(3 days);
        handler.complete(0, 5);
        assertEq(handler.recoveries(), 1, "recovered");
        assertEq(handler.trespasses(), 0, "as the model says");
        assertTrue(handler.isByLostKeyAt(1), "by the lost key");
        assertFalse(consents.isLive(handler.idAt(1)), "never live");
        assertTrue(consents.isLive(handler.idAt(0)), "goes on");
        assertEq(uint256(handler.stateAt(0)), uint256(IConsentStates.ConsentState.Active), "active");
    }
}
