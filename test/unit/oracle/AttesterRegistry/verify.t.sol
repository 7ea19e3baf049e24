// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttesterRegistry} from "../../../../contracts/interfaces/IAttesterRegistry.sol";
import {WalletMock} from "../../../../contracts/mocks/WalletMock.sol";
import {Provenance} from "../../../../contracts/types/Inference.sol";
import {Eip712} from "../../../utils/Eip712.sol";
import {OracleFixture} from "../../../utils/OracleFixture.sol";

contract AttesterRegistryVerifyTest is OracleFixture {
    bytes32 private constant PAYLOAD = keccak256("a payload");
    bytes32 private constant INPUT = keccak256("an input");
    bytes32 private constant ASSET = keccak256("GIAI of a logger");

    address private hospital;
    uint256 private hospitalKey;
    address private logger;
    uint256 private loggerKey;

    function setUp() public override {
        super.setUp();
        (hospital, hospitalKey) = makeAddrAndKey("hospital");
        (logger, loggerKey) = makeAddrAndKey("logger");
        vm.startPrank(users.admin);
        attesters.setAttester(hospital, Provenance.ISSUER_SIGNED, START + 100, 0);
        attesters.setAttester(logger, Provenance.DEVICE_SIGNED, START + 100, ASSET);
        vm.stopPrank();
    }

    function test_WhenKindSignedByNobody_ReturnsZeroForNoProofAndRefusesAnyOther() external {
        assertEq(attesters.verify(Provenance.REQUESTER, PAYLOAD, INPUT, ""), address(0), "nobody");
        vm.expectRevert(
            abi.encodeWithSelector(
                IAttesterRegistry.AttesterRegistry_KindTakesNoAttester.selector, Provenance.COMMITTEE_EXTRACTED
            )
        );
        attesters.verify(Provenance.COMMITTEE_EXTRACTED, PAYLOAD, INPUT, hex"00");
    }

    function test_RevertWhen_ProofMalformed() external {
        bytes memory proof = _issuerProof(_attestation(), hospital, hospitalKey);
        _expectMalformed("");
        _expectMalformed(_resized(proof, 223));
        _expectMalformed(_resized(proof, 280)); // the signature runs past the end
        bytes memory moved = _resized(proof, proof.length);
        moved[191] = 0xe0; // another offset than the canonical one
        _expectMalformed(moved);
        bytes memory endless = _resized(proof, proof.length);
        endless[192] = 0xff; // a length near 2^256
        _expectMalformed(endless);
    }

    function test_RevertWhen_AttestationOfAnotherPayloadOrInput() external {
        bytes memory proof = _issuerProof(_attestation(), hospital, hospitalKey);
        bytes32 other = keccak256("another");
        bytes4 selector = IAttesterRegistry.AttesterRegistry_OtherInput.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, PAYLOAD, other, INPUT, INPUT));
        attesters.verify(Provenance.ISSUER_SIGNED, other, INPUT, proof);
        vm.expectRevert(abi.encodeWithSelector(selector, PAYLOAD, PAYLOAD, INPUT, other));
        attesters.verify(Provenance.ISSUER_SIGNED, PAYLOAD, other, proof);
    }

    function test_RevertWhen_MeasurementInFuture() external {
        IAttesterRegistry.InputAttestation memory attestation = _attestation();
        attestation.measuredAt = START + 1;
        _expectIssuer(
            _issuerProof(attestation, hospital, hospitalKey),
            abi.encodeWithSelector(IAttesterRegistry.AttesterRegistry_MeasuredInFuture.selector, START + 1, START)
        );
    }

    function test_RevertWhen_AttestationOver() external {
        bytes memory proof = _issuerProof(_attestation(), hospital, hospitalKey);
        vm.warp(START + 51);
        _expectIssuer(
            proof,
            abi.encodeWithSelector(IAttesterRegistry.AttesterRegistry_AttestationOver.selector, START + 50, START + 51)
        );
    }

    function test_RevertGiven_IssuerNotRegistered() external {
        _expectIssuer(_issuerProof(_attestation(), users.mallory, 7), _notRegistered(users.mallory));
    }

    function test_RevertGiven_IssuerIsDevice() external {
        _expectIssuer(_issuerProof(_attestation(), logger, loggerKey), _notRegistered(logger));
    }

    function test_RevertGiven_IssuersRegistrationOver() external {
        IAttesterRegistry.InputAttestation memory attestation = _attestation();
        attestation.validUntil = START + 500;
        vm.warp(START + 101);
        _expectIssuer(
            _issuerProof(attestation, hospital, hospitalKey),
            abi.encodeWithSelector(
                IAttesterRegistry.AttesterRegistry_RegistrationOver.selector, hospital, START + 100, START + 101
            )
        );
    }

    function test_RevertWhen_AnotherKeySigned() external {
        bytes memory proof = _issuerProof(_attestation(), hospital, loggerKey);
        vm.expectPartialRevert(IAttesterRegistry.AttesterRegistry_InvalidSignature.selector);
        attesters.verify(Provenance.ISSUER_SIGNED, PAYLOAD, INPUT, proof);
    }

    function test_WhenIssuerInServiceSignedInput_ReturnsIssuer() external view {
        bytes memory proof = _issuerProof(_attestation(), hospital, hospitalKey);
        assertEq(attesters.verify(Provenance.ISSUER_SIGNED, PAYLOAD, INPUT, proof), hospital, "issuer");
    }

    function test_WhenWalletThatIsIssuerSigned_ReturnsWallet() external {
        address wallet = address(new WalletMock(hospital));
        vm.prank(users.admin);
        attesters.setAttester(wallet, Provenance.ISSUER_SIGNED, START + 100, 0);
        bytes memory proof = _issuerProof(_attestation(), wallet, hospitalKey);
        assertEq(attesters.verify(Provenance.ISSUER_SIGNED, PAYLOAD, INPUT, proof), wallet, "wallet");
    }

    function test_RevertWhen_ReadingsOfAnotherPayload() external {
        bytes memory proof = _deviceProof(_readings());
        vm.expectPartialRevert(IAttesterRegistry.AttesterRegistry_OtherInput.selector);
        attesters.verify(Provenance.DEVICE_SIGNED, keccak256("another"), INPUT, proof);
    }

    function test_RevertWhen_ReadingsBeginInFuture() external {
        IAttesterRegistry.DeviceReadings memory readings = _readings();
        readings.startedAt = START + 1;
        bytes memory proof = _deviceProof(readings);
        vm.expectPartialRevert(IAttesterRegistry.AttesterRegistry_MeasuredInFuture.selector);
        attesters.verify(Provenance.DEVICE_SIGNED, PAYLOAD, INPUT, proof);
    }

    function test_RevertGiven_DevicesCalibrationOver() external {
        bytes memory proof = _deviceProof(_readings());
        vm.warp(START + 101);
        vm.expectPartialRevert(IAttesterRegistry.AttesterRegistry_RegistrationOver.selector);
        attesters.verify(Provenance.DEVICE_SIGNED, PAYLOAD, INPUT, proof);
    }

    function test_RevertWhen_ReadingsAltered() external {
        IAttesterRegistry.DeviceReadings memory readings = _readings();
        bytes memory signature = signLong(loggerKey, _readingsDigest(readings));
        readings.count += 1;
        vm.expectRevert(
            abi.encodeWithSelector(
                IAttesterRegistry.AttesterRegistry_InvalidSignature.selector, logger, _readingsDigest(readings)
            )
        );
        attesters.verifyReadings(readings, logger, signature);
    }

    function test_WhenDeviceInServiceSignedReadings_ReturnsDevice() external view {
        IAttesterRegistry.DeviceReadings memory readings = _readings();
        assertEq(attesters.verify(Provenance.DEVICE_SIGNED, PAYLOAD, INPUT, _deviceProof(readings)), logger, "device");
        attesters.verifyReadings(readings, logger, signCompact(loggerKey, _readingsDigest(readings)));
    }

    // BUILDERS

    function _attestation() private pure returns (IAttesterRegistry.InputAttestation memory) {
        return IAttesterRegistry.InputAttestation(PAYLOAD, INPUT, START, START + 50);
    }

    function _readings() private pure returns (IAttesterRegistry.DeviceReadings memory) {
        return IAttesterRegistry.DeviceReadings(PAYLOAD, keccak256("chain head"), START, 96);
    }

    function _issuerProof(IAttesterRegistry.InputAttestation memory attestation, address issuer, uint256 key)
        private
        view
        returns (bytes memory)
    {
        bytes32 typehash = keccak256(
            "InputAttestation(bytes32 payloadHash,bytes32 inputCommitment,uint40 measuredAt,uint40 validUntil)"
        );
        bytes32 digest = _digest(keccak256(abi.encode(typehash, attestation)));
        return abi.encode(attestation, issuer, signLong(key, digest));
    }

    function _deviceProof(IAttesterRegistry.DeviceReadings memory readings) private view returns (bytes memory) {
        return abi.encode(readings, logger, signLong(loggerKey, _readingsDigest(readings)));
    }

    function _readingsDigest(IAttesterRegistry.DeviceReadings memory readings) private view returns (bytes32) {
        bytes32 typehash =
            keccak256("DeviceReadings(bytes32 payloadHash,bytes32 chainHead,uint40 startedAt,uint32 count)");
        return _digest(keccak256(abi.encode(typehash, readings)));
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        return Eip712.digest("AttesterRegistry", block.chainid, address(attesters), structHash);
    }

    function _resized(bytes memory data, uint256 length) private pure returns (bytes memory copy) {
        copy = new bytes(length);
        for (uint256 i; i < length; ++i) {
            copy[i] = data[i];
        }
    }

    // EXPECTATIONS

    function _notRegistered(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            IAttesterRegistry.AttesterRegistry_NotRegistered.selector, account, Provenance.ISSUER_SIGNED
        );
    }

    function _expectIssuer(bytes memory proof, bytes memory reason) private {
        vm.expectRevert(reason);
        attesters.verify(Provenance.ISSUER_SIGNED, PAYLOAD, INPUT, proof);
    }

    function _expectMalformed(bytes memory proof) private {
        _expectIssuer(
            proof, abi.encodeWithSelector(IAttesterRegistry.AttesterRegistry_MalformedProof.selector, proof.length)
        );
    }
}
