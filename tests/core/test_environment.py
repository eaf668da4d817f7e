"""Settings of files and virus scan: what is wrong is told at start, by the name of the variable."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from config.env import Environment, InvalidEnvironment
from config.settings.base import object_store


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("THIDUA_FILES_URL", "s3://kho.example/ho-so", "must name all of s3://KEY:SECRET@HOST[:PORT]/BUCKET"),
        ("THIDUA_FILES_URL", "s3://k:s@kho.example", "must name all of"),
        ("THIDUA_FILES_URL", "ftp://kho.example/ho-so", "must start with s3://"),
        ("THIDUA_CLAMD_URL", "127.0.0.1:3310", "must be tcp://HOST:PORT or unix:///PATH"),
    ],
)
def test_a_wrong_variable_is_named_with_what_it_must_be(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as error:
        Environment()
    told = str(InvalidEnvironment(error.value))
    assert name in told
    assert words in told


def test_an_address_of_a_bucket_is_read_whole() -> None:
    options = object_store("s3+http://kho%C3%A1:b%2Fm@127.0.0.1:8333/ho-so?region=vn-1")["OPTIONS"]
    assert (options["access_key"], options["secret_key"]) == ("khoá", "b/m")
    assert options["endpoint_url"] == "http://127.0.0.1:8333"
    assert (options["bucket_name"], options["region_name"]) == ("ho-so", "vn-1")
    assert object_store("s3://k:s@kho.example/b")["OPTIONS"]["endpoint_url"] == "https://kho.example"
