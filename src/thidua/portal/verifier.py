"""Kiểm tra bằng chứng của sổ khen thưởng, không cần hỏi lại máy chủ. / Check proofs of the register without its server.

    python3 kiem-tra.py bang-chung.json
    python3 kiem-tra.py nhat-quan.json --key 'thidua.example/register+1a2b3c4d+AQ...'

Một tệp chạy riêng, chỉ cần Python 3.9 trở lên. / One file of its own; needs nothing but Python 3.9.

What is checked, and by which published rule:

* a leaf stands in a tree, a later tree continues an earlier one: Merkle trees of RFC 9162, sections 2.1.3 and 2.1.4;
* a tree's head was signed: C2SP ``tlog-checkpoint`` and ``signed-note``, Ed25519 of RFC 8032;
* the leaf speaks of this certificate: it ends in HMAC-SHA256 of what is shown, under the key given with it.

Without ``--key`` a signature only proves that somebody with the key named in the file signed. Compare that key with one
that you got on another way: printed in a decision, kept from an earlier day, or from somebody else.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import sys
from pathlib import Path
from typing import Any

_WORDS = {
    "in the log": "Dòng sổ có trong nhật ký Merkle: lá số {index} trên {size} dòng",
    "says": "Dòng sổ ghi đúng những điều sau",
    "continues": "Nhật ký {second} dòng nối tiếp nguyên vẹn nhật ký {first} dòng: không dòng cũ nào bị sửa, xóa, đổi chỗ",
    "signed": "Đầu cây được ký bằng khóa {key}",
    "key not compared": "Khóa này chưa được đối chiếu với khóa bạn tin (dùng --key)",
    "not signed": "Đầu cây này chưa có chữ ký",
    "waits": "Dòng sổ đang chờ niêm phong, lấy lại bằng chứng sau vài giây",
    "fine": "ĐÚNG",
    "wrong": "SAI",
}


class Wrong(Exception):
    """The proof does not prove what it says."""


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def require_inclusion(index: int, size: int, leaf: bytes, path: list[bytes], root: bytes) -> None:
    """RFC 9162, section 2.1.3.2: the leaf with this hash stands at ``index`` of the tree of ``size`` leaves."""
    if not 0 <= index < size:
        raise Wrong("index beyond the tree")
    at, last, digest = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise Wrong("path too long")
        if at & 1 or at == last:
            digest = node_hash(step, digest)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            digest = node_hash(digest, step)
        at, last = at >> 1, last >> 1
    if last != 0 or digest != root:
        raise Wrong("the leaf is not in the tree")


def require_consistency(
    first: int, first_root: bytes, second: int, second_root: bytes, path: list[bytes]
) -> None:
    """RFC 9162, section 2.1.4.2: the tree of ``second`` leaves begins with the tree of ``first``."""
    if first in {0, second}:
        if path or first > second or (first == second and first_root != second_root):
            raise Wrong("two trees of one size differ")
        if first == 0 and first_root != hashlib.sha256(b"").digest():
            raise Wrong("the empty tree has another root")
        return
    if not 0 < first < second:
        raise Wrong("the second tree is smaller")
    steps = ([first_root] if first & (first - 1) == 0 else []) + path
    if not steps:
        raise Wrong("path too short")
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise Wrong("path too long")
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    if last != 0 or old != first_root or new != second_root:
        raise Wrong("the later tree does not continue the earlier one")


def read_note(note: str, origin: str) -> tuple[int, bytes, bytes, list[tuple[str, bytes]]]:
    """Size, root, signed text and signatures (name, key hash and signature) of a checkpoint of ``origin``."""
    text, _empty, signatures = note.rpartition("\n\n")
    lines = text.split("\n")
    if lines[0] != origin or len(lines) < 3:
        raise Wrong("the note is of another log")
    marks = []
    for line in signatures.splitlines():
        dash, name, mark = line.split(" ")
        if dash != "\N{EM DASH}":
            raise Wrong("no signature")
        marks.append((name, base64.b64decode(mark, validate=True)))
    return int(lines[1]), base64.b64decode(lines[2], validate=True), f"{text}\n".encode(), marks


def require_signature(note: str, origin: str, keys: list[str]) -> tuple[int, bytes, str]:
    """Size and root of a checkpoint, and which of the verifier keys signed it."""
    size, root, text, marks = read_note(note, origin)
    for key in keys:
        name, _hash, told = key.split("+", 2)
        public = base64.b64decode(told, validate=True)
        mark_hash = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
        for _signer, mark in marks:
            if public[:1] == b"\x01" and mark[:4] == mark_hash and verify_ed25519(public[1:], text, mark[4:]):
                return size, root, key
    raise Wrong("no signature by a known key")


# Ed25519 as RFC 8032, section 5.1, defines it; slow and short, for checking only.
_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_Point = tuple[int, int, int, int]


def verify_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature (64 bytes) over the message is by the public key (32 bytes)."""
    a, r = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or len(signature) != 64 or s >= _L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _L
    x1, y1, z1, _t1 = _times(s, _BASE)
    x2, y2, z2, _t2 = _plus(r, _times(h, a))
    return (x1 * z2 - x2 * z1) % _P == 0 and (y1 * z2 - y2 * z1) % _P == 0


def _plus(p: _Point, q: _Point) -> _Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: _Point) -> _Point:
    result: _Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = _plus(result, point)
        point, factor = _plus(point, point), factor >> 1
    return result


def _point(packed: bytes) -> _Point | None:
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if len(packed) != 32 or y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


_BASE = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little")) or (0, 1, 1, 0)


def check(proof: dict[str, Any], trusted: list[str]) -> list[str]:
    """What a proof file proves, as sentences; raises ``Wrong`` when it does not."""
    if proof["kind"] == "consistency":
        return _check_consistency(proof, trusted)
    return [words for line in proof["lines"] for words in _check_line(proof, line, trusted)]


def _check_line(proof: dict[str, Any], line: dict[str, Any], trusted: list[str]) -> list[str]:
    if line["inclusion"] is None:
        return [_WORDS["waits"]]
    told, shown = line["inclusion"], line["shown"]
    leaf, path = bytes.fromhex(told["leaf"]), [bytes.fromhex(step) for step in told["path"]]
    if hmac.digest(bytes.fromhex(line["key"]), shown.encode(), "sha256") != leaf[48:]:
        raise Wrong("the leaf speaks of another certificate")
    root, words = _head(proof, told, trusted)
    require_inclusion(told["index"], told["size"], leaf_hash(leaf), path, root)
    facts = [f"  {name}: {value}" for name, value in json.loads(shown).items() if value not in ("", None)]
    return [_WORDS["in the log"].format(**told), *words, _WORDS["says"], *facts]


def _check_consistency(proof: dict[str, Any], trusted: list[str]) -> list[str]:
    first, second = proof["first"], proof["second"]
    (old, words), (new, more) = (_head(proof, one, trusted) for one in (first, second))
    path = [bytes.fromhex(step) for step in proof["path"]]
    require_consistency(first["size"], old, second["size"], new, path)
    sizes = {"first": first["size"], "second": second["size"]}
    return [_WORDS["continues"].format(**sizes), *words, *more]


def _head(proof: dict[str, Any], told: dict[str, Any], trusted: list[str]) -> tuple[bytes, list[str]]:
    """The root to check against: the signed one where there is a signature."""
    root = bytes.fromhex(told["root"])
    if not told["note"]:
        if trusted:
            raise Wrong("not signed")
        return root, [_WORDS["not signed"]]
    size, signed, key = require_signature(told["note"], proof["origin"], trusted or proof["keys"])
    if (size, signed) != (told["size"], root):
        raise Wrong("the signed head is of another tree")
    return signed, [_WORDS["signed"].format(key=key)] + ([] if trusted else [_WORDS["key not compared"]])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", metavar="FILE.json")
    parser.add_argument("--key", action="append", default=[], help="a verifier key that you trust")
    asked = parser.parse_args()
    is_wrong = False
    for name in asked.files:
        try:
            words = check(json.loads(Path(name).read_text(encoding="utf-8")), asked.key)
            verdict = "fine"
        except (Wrong, KeyError, TypeError, ValueError) as error:
            words, verdict, is_wrong = [f"{type(error).__name__}: {error}"], "wrong", True
        sys.stdout.write("\n".join([f"{name}: {_WORDS[verdict]}", *words]) + "\n")
    return 1 if is_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
