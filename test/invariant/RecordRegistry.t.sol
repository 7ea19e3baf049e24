// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecordRegistry} from "../../contracts/interfaces/IRecordRegistry.sol";
import {RecordFixture} from "../utils/RecordFixture.sol";
import {RecordHandler} from "./handlers/RecordHandler.sol";

contract RecordRegistryInvariantTest is RecordFixture {
    RecordHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new RecordHandler(records, custodians);
        targetContract(address(handler));
        bytes4[] memory actions = new bytes4[](4);
        actions[0] = handler.anchor.selector;
        actions[1] = handler.erase.selector;
        actions[2] = handler.setListed.selector;
        actions[3] = handler.wait.selector;
        targetSelector(FuzzSelector(address(handler), actions));
    }

    /// @dev One campaign checks them all after every call.
    function invariant_R1ToR4() external view {
        for (uint256 i; i < handler.count(); ++i) {
            _checkErasedStaysErasedAndTheRestGenuine(i);
            _checkRootStandsExactlyWhileSomethingIsLeft(i);
            _checkStoredIsWhatWasAnchored(i);
        }
        assertEq(handler.trespasses(), 0, "R-2: calls succeed exactly when they should");
    }

    /// R-1
    function _checkErasedStaysErasedAndTheRestGenuine(uint256 which) private view {
        RecordHandler.Book memory book = handler.bookAt(which);
        for (uint24 i; i < book.count; ++i) {
            bool erased = handler.wasErased(which, i);
            assertEq(records.isErased(book.id, i), erased, "R-1: erased");
            IRecordRegistry.Verdict expected = erased ? IRecordRegistry.Verdict.Erased : IRecordRegistry.Verdict.Genuine;
            _assertVerdict(handler.verdictOf(which, i), expected, "R-1: verdict");
        }
    }

    /// R-3
    function _checkRootStandsExactlyWhileSomethingIsLeft(uint256 which) private view {
        RecordHandler.Book memory book = handler.bookAt(which);
        uint24 erased;
        for (uint24 i; i < book.count; ++i) {
            if (handler.wasErased(which, i)) ++erased;
        }
        IRecordRegistry.Anchor memory anchor = records.anchorOf(book.id);
        assertEq(uint256(anchor.erased), erased, "R-3: counted");
        assertEq(anchor.root, erased == book.count ? bytes32(0) : book.root, "R-3: root");
    }

    /// R-4
    function _checkStoredIsWhatWasAnchored(uint256 which) private view {
        RecordHandler.Book memory book = handler.bookAt(which);
        IRecordRegistry.Anchor memory anchor = records.anchorOf(book.id);
        assertEq(uint256(anchor.kind), uint256(book.kind), "R-4: kind");
        assertEq(anchor.custodian, book.custodian, "R-4: custodian");
        assertEq(uint256(anchor.count), book.count, "R-4: count");
        assertEq(uint256(anchor.retainUntil), book.retainUntil, "R-4: hold");
    }
}
