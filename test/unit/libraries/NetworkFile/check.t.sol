// SPDX-License-Identifier: MIT
// Compiled through the IR: the library under test is too deep for the stack of the old code generator.
pragma solidity 0.8.37;

import {NetworkFile} from "../../../../contracts/libraries/NetworkFile.sol";
import {NetworkFiles} from "../../../utils/NetworkFiles.sol";
import {Test} from "../../../utils/Test.sol";

contract NetworkFileCheckTest is Test {
    int32 private constant LIMIT = 1 << 24;
    uint256 private constant SHIFT_AT = 12;
    uint256 private constant FIRST_WEIGHT_AT = 13;
    uint256 private constant LAST_WEIGHT_AT = 18;

    function check(bytes calldata file) external pure returns (uint16 inputs, uint16 outputs) {
        return NetworkFile.check(file);
    }

    function test_RevertWhen_FileEmptyOrShorterThanHeader() external {
        _expect("", abi.encodeWithSelector(NetworkFile.NetworkFile_WrongLength.selector, 0, 6));
        _expect("Q8P2", abi.encodeWithSelector(NetworkFile.NetworkFile_WrongLength.selector, 4, 6));
    }

    function test_RevertWhen_MagicWrong() external {
        bytes memory file = NetworkFiles.valid();
        file[0] = "R";
        _expect(file, abi.encodeWithSelector(NetworkFile.NetworkFile_BadMagic.selector, bytes5("R8P2\x01")));
    }

    function test_RevertWhen_VersionWrong() external {
        bytes memory file = NetworkFiles.valid();
        file[4] = 0x02;
        _expect(file, abi.encodeWithSelector(NetworkFile.NetworkFile_BadMagic.selector, bytes5("Q8P2\x02")));
    }

    function test_RevertWhen_LayersOutOfRange() external {
        bytes memory file = NetworkFiles.valid();
        file[5] = 0x01;
        _expect(file, abi.encodeWithSelector(NetworkFile.NetworkFile_LayersOutOfRange.selector, 1));
        file[5] = 0x09;
        _expect(file, abi.encodeWithSelector(NetworkFile.NetworkFile_LayersOutOfRange.selector, 9));
    }

    function test_RevertWhen_DimensionZero() external {
        for (uint256 i; i < 3; ++i) {
            bytes memory file = NetworkFiles.valid();
            file[7 + 2 * i] = 0x00;
            _expect(file, abi.encodeWithSelector(NetworkFile.NetworkFile_DimensionOutOfRange.selector, i, 0));
        }
    }

    function test_RevertWhen_DimensionTooLarge() external {
        for (uint256 i; i < 3; ++i) {
            bytes memory file = NetworkFiles.valid();
            (file[6 + 2 * i], file[7 + 2 * i]) = (bytes1(0x04), bytes1(0x01));
            _expect(file, abi.encodeWithSelector(NetworkFile.NetworkFile_DimensionOutOfRange.selector, i, 1_025));
        }
    }

    function test_RevertWhen_ShiftOutOfRange() external {
        bytes memory file = NetworkFiles.valid();
        file[SHIFT_AT] = 0x00;
        _expect(file, abi.encodeWithSelector(NetworkFile.NetworkFile_ShiftOutOfRange.selector, 0, 0));
        file[SHIFT_AT] = 0x0f;
        _expect(file, abi.encodeWithSelector(NetworkFile.NetworkFile_ShiftOutOfRange.selector, 0, 15));
        file[SHIFT_AT] = 0x0e;
        this.check(file);
        file[SHIFT_AT] = 0x01;
        this.check(file);
    }

    function test_RevertWhen_FileTruncated_WhereverCut() external {
        bytes memory file = NetworkFiles.valid();
        for (uint256 length; length < file.length; ++length) {
            bytes memory cut = new bytes(length);
            for (uint256 i; i < length; ++i) {
                cut[i] = file[i];
            }
            vm.expectPartialRevert(NetworkFile.NetworkFile_WrongLength.selector);
            this.check(cut);
        }
    }

    function test_RevertWhen_FileExtended() external {
        bytes memory file = abi.encodePacked(NetworkFiles.valid(), uint8(0));
        _expect(
            file, abi.encodeWithSelector(NetworkFile.NetworkFile_WrongLength.selector, file.length, file.length - 1)
        );
    }

    function test_RevertWhen_WeightMinus128_WhereverItIs() external {
        bytes memory file = NetworkFiles.valid();
        file[FIRST_WEIGHT_AT] = 0x80;
        _expect(file, abi.encodeWithSelector(NetworkFile.NetworkFile_WeightOutOfRange.selector, 0, 0));
        file = NetworkFiles.valid();
        file[LAST_WEIGHT_AT] = 0x80;
        _expect(file, abi.encodeWithSelector(NetworkFile.NetworkFile_WeightOutOfRange.selector, 1, 0));
    }

    function test_RevertWhen_HiddenNeuronMayReachLimit() external {
        // |w| * 1023 + |b| + 2^(k-1) = 2^24 exactly, for either sign of either number.
        int32 bias = LIMIT - 127 * 1_023 - 64;
        bytes memory reason = _certificateFailure(0);
        _expect(NetworkFiles.tiny(7, 127, bias, 1, 0), reason);
        _expect(NetworkFiles.tiny(7, -127, bias, 1, 0), reason);
        _expect(NetworkFiles.tiny(7, 127, -bias, 1, 0), reason);
    }

    function test_RevertWhen_OutputNeuronMayReachLimit() external {
        int32 bias = LIMIT - 127 * 255;
        _expect(NetworkFiles.tiny(7, 1, 0, 127, bias), _certificateFailure(1));
        _expect(NetworkFiles.tiny(7, 1, 0, -127, -bias), _certificateFailure(1));
    }

    function test_WhenNeuronsStayOneBelowLimit_Accepts() external view {
        int32 hidden = LIMIT - 127 * 1_023 - 64 - 1;
        int32 output = LIMIT - 127 * 255 - 1;
        this.check(NetworkFiles.tiny(7, 127, hidden, 127, output));
        this.check(NetworkFiles.tiny(7, -127, -hidden, -127, -output));
    }

    function test_RevertWhen_BiasLeastInt32() external {
        bytes memory reason =
            abi.encodeWithSelector(NetworkFile.NetworkFile_CertificateFailed.selector, 0, 0, 1_023 + (1 << 31) + 64);
        _expect(NetworkFiles.tiny(7, 1, type(int32).min, 1, 0), reason);
    }

    function test_WhenFileRight_GivesInputsAndOutputs() external view {
        uint16[] memory dims = new uint16[](4);
        (dims[0], dims[1], dims[2], dims[3]) = (30, 16, 8, 3);
        (uint16 inputs, uint16 outputs) = this.check(NetworkFiles.dense(dims, 1));
        assertEq(uint256(inputs), 30, "inputs");
        assertEq(uint256(outputs), 3, "outputs");
    }

    function _certificateFailure(uint256 layer) private pure returns (bytes memory) {
        return abi.encodeWithSelector(NetworkFile.NetworkFile_CertificateFailed.selector, layer, 0, 1 << 24);
    }

    function _expect(bytes memory file, bytes memory reason) private {
        vm.expectRevert(reason);
        this.check(file);
    }
}
