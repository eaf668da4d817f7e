import base64
from pathlib import Path

import pytest

from thidua.core.crypto import BadKeys, Keyring, Undecipherable, key_id_of, new_data_key, new_master_key

K1, K2, INDEX = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))
OLD = Keyring({"k1": K1}, INDEX)
BOTH = Keyring({"k2": K2, "k1": K1}, INDEX)
CONTEXT = "person.identity_number"


def b64(key: bytes) -> str:
    return base64.b64encode(key).decode()


def test_round_trip_and_fresh_nonce() -> None:
    first, second = (BOTH.encrypt("048185001234", CONTEXT) for _ in range(2))
    assert first != second
    assert BOTH.decrypt_text(first, CONTEXT) == "048185001234"
    assert BOTH.decrypt(memoryview(second), CONTEXT) == b"048185001234"
    assert key_id_of(first) == "k2"
    assert b"0481" not in first


def test_fixed_vector_still_opens() -> None:
    assert OLD.decrypt_text(bytes.fromhex(VECTOR), CONTEXT) == "Nguyễn Thị Ứng"


def test_every_flipped_byte_is_noticed() -> None:
    sealed = BOTH.encrypt("bí mật", CONTEXT)
    for at in range(len(sealed)):
        altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(Undecipherable):
            BOTH.decrypt(altered, CONTEXT)


@pytest.mark.parametrize("length", range(0, 34))
def test_every_cut_is_noticed(length: int) -> None:
    with pytest.raises(Undecipherable):
        BOTH.decrypt(BOTH.encrypt("bí mật", CONTEXT)[:length], CONTEXT)


def test_a_value_moved_to_another_place_does_not_open() -> None:
    with pytest.raises(Undecipherable, match="another context"):
        BOTH.decrypt(BOTH.encrypt("x", CONTEXT), "person.address")


def test_rotation() -> None:
    sealed = OLD.encrypt("x", CONTEXT)
    assert BOTH.is_stale(sealed)
    rotated = BOTH.rotate(sealed, CONTEXT)
    assert (key_id_of(rotated), BOTH.decrypt(rotated, CONTEXT)) == ("k2", b"x")
    assert BOTH.rotate(rotated, CONTEXT) is rotated
    with pytest.raises(Undecipherable, match="not in the ring"):
        Keyring({"k2": K2}, INDEX).decrypt(sealed, CONTEXT)


def test_data_key_survives_rewrapping_and_dies_with_its_wrapped_form() -> None:
    data_key = new_data_key()
    sealed = data_key.encrypt("Nguyễn Thị Ứng", CONTEXT)
    wrapped = OLD.wrap(data_key, "person 17")
    rewrapped = BOTH.rewrap(wrapped, "person 17")
    assert key_id_of(rewrapped) == "k2"
    assert BOTH.unwrap(rewrapped, "person 17").decrypt_text(sealed, CONTEXT) == "Nguyễn Thị Ứng"
    with pytest.raises(Undecipherable):
        BOTH.unwrap(rewrapped, "person 18")
    with pytest.raises(Undecipherable):
        new_data_key().decrypt(sealed, CONTEXT)


def test_wrapping_and_field_keys_are_apart() -> None:
    with pytest.raises(Undecipherable):
        BOTH.decrypt(BOTH.wrap(new_data_key(), CONTEXT), CONTEXT)


def test_secrets_are_not_shown() -> None:
    assert "secret" not in repr(new_data_key())
    assert repr(BOTH) == "Keyring()"


def test_blind_index_vector() -> None:
    assert BOTH.blind_index("048185001234", "identity_number").hex() == BLIND
    assert BOTH.blind_index("048185001234", "tax_code").hex() != BLIND


def test_parse_and_environment(tmp_path: Path) -> None:
    ring = Keyring.parse(f"k2:{b64(K2)}, k1:{b64(K1)}", b64(INDEX))
    assert ring == BOTH and ring.newest_key_id == "k2"
    key_file = tmp_path / "keys"
    key_file.write_text(f"k2:{b64(K2)}\nk1:{b64(K1)}\n")
    environ = {"THIDUA_FIELD_KEYS_FILE": str(key_file), "THIDUA_INDEX_KEY": b64(INDEX)}
    assert Keyring.from_env(environ) == BOTH


@pytest.mark.parametrize(
    ("keys", "index", "message"),
    [
        ("", b64(INDEX), "no field key"),
        (f"k1:{b64(K1)},k1:{b64(K2)}", b64(INDEX), "twice"),
        (f"k1:{b64(K1[:16])}", b64(INDEX), "32 bytes"),
        ("k1:???", b64(INDEX), "not base64"),
        (f"K 1:{b64(K1)}", b64(INDEX), "cannot be a key id|not base64"),
        (f"data:{b64(K1)}", b64(INDEX), "cannot be a key id"),
        (f"k1:{b64(K1)}", b64(K1), "must differ"),
    ],
)
def test_bad_keys_are_refused(keys: str, index: str, message: str) -> None:
    with pytest.raises(BadKeys, match=message):
        Keyring.parse(keys, index)


def test_missing_setting_is_named() -> None:
    with pytest.raises(BadKeys, match="THIDUA_FIELD_KEYS"):
        Keyring.from_env({})


def test_new_master_key_is_accepted() -> None:
    Keyring.parse(f"a:{new_master_key()}", new_master_key())


# Computed once with HMAC-SHA256 and AES-GCM primitives, apart from the module under test.
VECTOR = (
    "01026b310000000000000000000000003e4df96799ad91b90930a88246bc7a6d8ece273540f5169f740337bc15bba4203541d0c4"
)
BLIND = "fcca8df975b5bc546705eb018f08396cada2710c6de9dc08eca57a5f65d16eba"
