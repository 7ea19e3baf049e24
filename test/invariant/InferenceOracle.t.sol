// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../contracts/interfaces/IInferenceOracle.sol";
import {NOT_ABOUT_A_PERSON} from "../../contracts/types/Inference.sol";
import {OracleFixture} from "../utils/OracleFixture.sol";
import {OracleBook} from "./handlers/OracleBook.sol";
import {OracleHandler} from "./handlers/OracleHandler.sol";

contract InferenceOracleInvariantTest is OracleFixture {
    OracleHandler private handler;

    function setUp() public override {
        super.setUp();
        OracleBook.World memory world = OracleBook.World({
            oracle: oracle,
            registry: registry,
            consents: consents,
            consumer: consumer,
            admin: users.admin,
            plainModel: plainModel,
            peopleModel: peopleModel
        });
        handler = new OracleHandler(world, operators, signerKeys);
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), _actions()));
    }

    function _actions() private view returns (bytes4[] memory actions) {
        actions = new bytes4[](22);
        actions[0] = handler.open.selector;
        actions[1] = handler.open.selector;
        actions[2] = handler.open.selector;
        actions[3] = handler.answer.selector;
        actions[4] = handler.answer.selector;
        actions[5] = handler.answer.selector;
        actions[6] = handler.openAgain.selector;
        actions[7] = handler.forge.selector;
        actions[8] = handler.refuse.selector;
        actions[9] = handler.expire.selector;
        actions[10] = handler.retry.selector;
        actions[11] = handler.revokeConsent.selector;
        actions[12] = handler.changeMood.selector;
        actions[13] = handler.distribute.selector;
        actions[14] = handler.withdraw.selector;
        actions[15] = handler.setFees.selector;
        actions[16] = handler.pause.selector;
        actions[17] = handler.rotate.selector;
        actions[18] = handler.depart.selector;
        actions[19] = handler.wait.selector;
        actions[20] = handler.waitLong.selector;
        actions[21] = handler.adoptLate.selector;
    }

    /// @dev One campaign checks them all after every call.
    function invariant_O1ToO7() external view {
        _checkEveryWeiIsOwedToSomebody();
        _checkNoAnswerWithoutTSignaturesOfCommitteeInForce();
        _checkIdOpensOnceAndTerminalStatusIsFinal();
        _checkNoAnswerAboutPersonWithoutLiveConsent();
        _checkCallsSucceedExactlyWhenTheyShould();
        _checkWhoeverMaySignIsBonded();
        _checkRegistryHoldsExactlyTheBonds();
    }

    /// O-1
    function _checkEveryWeiIsOwedToSomebody() private view {
        assertEq(address(oracle).balance, handler.owed(), "O-1: pending fees + pots + balances");
    }

    /// O-2
    function _checkNoAnswerWithoutTSignaturesOfCommitteeInForce() private view {
        assertEq(handler.forgeriesTaken(), 0, "O-2: forgeries");
        for (uint256 i; i < handler.requestCount(); ++i) {
            OracleBook.Entry memory entry = handler.entryAt(i);
            IInferenceOracle.Status status = oracle.statusOf(entry.id);
            if (status == IInferenceOracle.Status.Pending || status == IInferenceOracle.Status.Expired) {
                assertFalse(entry.wasSigned, "O-2: signed, so settled otherwise");
            } else {
                assertTrue(entry.wasSigned, "O-2: settled, so signed");
            }
        }
    }

    /// O-3
    function _checkIdOpensOnceAndTerminalStatusIsFinal() private view {
        assertEq(handler.illegalTransitions(), 0, "O-3");
        for (uint256 i; i < handler.requestCount(); ++i) {
            assertTrue(oracle.statusOf(handler.entryAt(i).id) != IInferenceOracle.Status.None, "O-3: never forgotten");
        }
    }

    /// O-4
    function _checkNoAnswerAboutPersonWithoutLiveConsent() private view {
        for (uint256 i; i < handler.requestCount(); ++i) {
            OracleBook.Entry memory entry = handler.entryAt(i);
            IInferenceOracle.Status status = oracle.statusOf(entry.id);
            bool answered =
                status == IInferenceOracle.Status.Fulfilled || status == IInferenceOracle.Status.CallbackFailed;
            if (answered && entry.request.consentId != NOT_ABOUT_A_PERSON) {
                assertTrue(entry.wasLive, "O-4: answered while the consent was in force");
            }
            if (status == IInferenceOracle.Status.ConsentRevoked) {
                assertFalse(entry.wasLive, "O-4: dropped because it was not");
            }
        }
    }

    /// O-5
    function _checkCallsSucceedExactlyWhenTheyShould() private view {
        assertEq(handler.wrongOutcomes(), 0, "O-5");
    }

    /// O-6
    function _checkWhoeverMaySignIsBonded() private view {
        (address[] memory signing, uint256 count) = handler.signingOperators();
        for (uint256 i; i < count; ++i) {
            assertGe(registry.operatorOf(signing[i]).bond, MIN_BOND, "O-6");
        }
    }

    /// O-7
    function _checkRegistryHoldsExactlyTheBonds() private view {
        assertEq(address(registry).balance, handler.bonds(), "O-7");
    }
}
