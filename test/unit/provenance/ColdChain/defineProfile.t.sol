// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IColdChain} from "../../../../contracts/interfaces/IColdChain.sol";
import {StorageProfileId} from "../../../../contracts/types/Provenance.sol";
import {ColdChainFixture} from "../../../utils/ColdChainFixture.sol";

contract ColdChainDefineProfileTest is ColdChainFixture {
    function test_RevertWhen_CallerIsNotGovernance() external {
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
        coldChain.defineProfile(StorageProfileId.wrap(9), refrigerated());
    }

    function test_RevertGiven_ProfileExists() external {
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_ProfileExists.selector, REFRIGERATED));
        coldChain.defineProfile(REFRIGERATED, room());
    }

    function test_RevertWhen_BoundsAreNotNested() external {
        StorageProfileId id = StorageProfileId.wrap(9);
        IColdChain.StorageProfile memory profile;
        profile = refrigerated();
        profile.excursionMinDeciC = 21;
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_ProfileRefused.selector, id));
        coldChain.defineProfile(id, profile);
        profile = refrigerated();
        profile.minDeciC = 81;
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_ProfileRefused.selector, id));
        coldChain.defineProfile(id, profile);
        profile = refrigerated();
        profile.excursionMaxDeciC = 79;
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_ProfileRefused.selector, id));
        coldChain.defineProfile(id, profile);
        profile = refrigerated();
        profile.spikeMaxDeciC = 149;
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_ProfileRefused.selector, id));
        coldChain.defineProfile(id, profile);
    }

    function test_RevertWhen_LengthIsZero() external {
        StorageProfileId id = StorageProfileId.wrap(9);
        IColdChain.StorageProfile memory profile;
        profile = refrigerated();
        profile.windowMinutes = 0;
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_ProfileRefused.selector, id));
        coldChain.defineProfile(id, profile);
        profile = refrigerated();
        profile.maxGapMinutes = 0;
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_ProfileRefused.selector, id));
        coldChain.defineProfile(id, profile);
        profile = refrigerated();
        profile.excursionMinutes = 0;
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_ProfileRefused.selector, id));
        coldChain.defineProfile(id, profile);
        profile = refrigerated();
        profile.spikeMinutes = 0;
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_ProfileRefused.selector, id));
        coldChain.defineProfile(id, profile);
        profile = refrigerated();
        profile.probeMinutes = 0;
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_ProfileRefused.selector, id));
        coldChain.defineProfile(id, profile);
    }

    function test_WhenProfileIsNewAndSound() external {
        vm.expectEmit(address(coldChain));
        emit IColdChain.ProfileDefined(StorageProfileId.wrap(9), room());
        coldChain.defineProfile(StorageProfileId.wrap(9), room());
        bytes memory stored = abi.encode(coldChain.profileOf(StorageProfileId.wrap(9)));
        assertEq(stored, abi.encode(room()), "profile");
    }

    function test_RevertWhen_UnknownProfileIsRead() external {
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_UnknownProfile.selector, StorageProfileId.wrap(9)));
        coldChain.profileOf(StorageProfileId.wrap(9));
    }
}
