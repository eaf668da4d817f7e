"""Officers at work over a bare line: each goes on until the line breaks and remembers what was acknowledged."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from PIL import Image

from tests.factories import workbooks
from tests.journeys.server import NoAnswer, Server

PIECE = 6_000
ROWS = 8
AT_ONCE = 6
SYLLABLES = ("An", "Bình", "Chi", "Dũng", "Giang", "Hải", "Khánh", "Lâm", "Minh", "Nga")
FORM = "application/x-www-form-urlencoded"


@dataclass
class Hand:
    """Somebody at a desk; ``acknowledged`` counts what the server said it had done."""

    server: Server
    officer: int
    acknowledged: int = 0

    def run(self) -> None:
        """Work until the line breaks."""
        try:
            self.work()
        except NoAnswer:
            return

    def work(self) -> None:
        raise NotImplementedError

    def ask_again(self) -> None:
        """Send what got no answer once more, and look that it is done once."""
        raise NotImplementedError

    def look(self) -> None:
        """Everything acknowledged is there; what got no answer is there wholly or not at all."""
        raise NotImplementedError

    def send(self, path: str, body: bytes, kind: str = FORM, **headers: str) -> tuple[int, bytes]:
        return self.server.post(path, body, kind, self.officer, **headers)


@dataclass
class Typist(Hand):
    """Adds two rows in one save, corrects them, adds the next two: half a save would be seen."""

    numbers: Iterator[int] = field(default_factory=lambda: iter(()))
    kept: dict[int, str] = field(default_factory=dict)
    asked: tuple[int, str] | None = None

    def work(self) -> None:
        for number in self.numbers:
            self.say(number, "Cải tiến số")
            self.say(number, "Cải tiến đã sửa số")

    def say(self, number: int, sentence: str) -> None:
        self.asked = (number, sentence)
        body = json.dumps({"revision": 0, "rows": pair(number, sentence)}).encode()
        where = f"/de-nghi/to-trinh/{self.server.facts['submission']}/luu/"
        status, answer = self.send(where, body, "application/json")
        assert status == 200, answer[:300]
        self.kept[number], self.asked = sentence, None
        self.acknowledged += 1

    def look(self) -> None:
        rows = self.written()
        for number, sentence in self.kept.items():
            maybe = self.asked[1] if self.asked and self.asked[0] == number else sentence
            assert rows.get(f"{number}-a") in {f"{sentence} {number}", f"{maybe} {number}"}
        for key, sentence in rows.items():
            assert rows.get(f"{key[:-1]}{'b' if key.endswith('a') else 'a'}") == sentence

    def ask_again(self) -> None:
        if self.asked:
            number, sentence = self.asked
            self.say(number, sentence)
            before = self.written()
            self.say(number, sentence)
            assert self.written() == before
            assert before[f"{number}-a"] == f"{sentence} {number}"

    def written(self) -> dict[str, str]:
        """Sentences by the key of the row."""
        return dict(
            self.server.rows(
                "select client_key, achievement from nominations_nomination "
                "where submission_id = %s and client_key ~ '^[0-9]+-[ab]$'",
                self.server.facts["submission"],
            )
        )


def pair(number: int, sentence: str) -> list[dict[str, Any]]:
    name = " ".join(SYLLABLES[int(digit)] for digit in f"{number:05}")
    return [
        {
            "key": f"{number}-{side}",
            "cells": {"name": f"{title} {name}", "achievement": f"{sentence} {number}"},
        }
        for side, title in (("a", "Nguyễn"), ("b", "Trần"))
    ]


@dataclass
class Sender(Hand):
    """A phone that sends photographs piece by piece and goes on after the last piece that was acknowledged."""

    sent: list[str] = field(default_factory=list)
    now: dict[str, Any] = field(default_factory=dict)

    def work(self) -> None:
        while True:
            self.send_one()

    def send_one(self) -> None:
        if not self.now:
            name = f"trang-{len(self.sent)}.jpg"
            self.now = {"name": name, "content": noise(), "at": 0, "id": "", "last": False}
        if not self.now["id"]:
            self._begin()
        while self.now:
            self._piece()

    def ask_again(self) -> None:
        if self.now:
            self.send_one()

    def look(self) -> None:
        kept = dict(
            self.server.rows(
                "select file_name, count(*) from nominations_evidence where removed_at is null group by 1"
            )
        )
        waiting = {self.now["name"]} if self.now else set()
        assert set(self.sent) <= set(kept) <= {*self.sent, *waiting}
        assert set(kept.values()) <= {1}

    def _begin(self) -> None:
        asked = urlencode({"size": len(self.now["content"]), "name": self.now["name"]}).encode()
        status, body = self.send(f"/de-nghi/dong/{self.server.facts['nomination']}/tai-len/", asked)
        assert status == 200, body[:300]
        self.now |= {"id": json.loads(body)["id"], "at": 0}

    def _piece(self) -> None:
        at, content = self.now["at"], self.now["content"]
        piece, was_last = content[at : at + PIECE], self.now["last"]
        self.now["last"] = at + len(piece) == len(content)
        status, body = self.send(
            f"/de-nghi/dong/{self.server.facts['nomination']}/tai-len/{self.now['id']}/", piece,
            "application/octet-stream", **{"Upload-Offset": str(at)},
        )  # fmt: skip
        if status == 404 and was_last:  # the whole had arrived before the answer was lost: send it anew
            return self._begin()
        assert status == 200, (status, at, body[:300])
        self.now["at"] = at + len(piece)
        if "evidence" in json.loads(body):
            self.sent.append(self.now["name"])
            self.now = {}
            self.acknowledged += 1
        return None


def noise() -> bytes:
    target = BytesIO()
    Image.frombytes("RGB", (90, 90), os.urandom(90 * 90 * 3)).save(target, "JPEG", quality=90)
    return target.getvalue()


@dataclass
class Importer(Hand):
    """Uploads one workbook after another and brings each in."""

    lists: int = 0
    asked: int | None = None
    content: bytes = b""

    def work(self) -> None:
        while True:
            self.content = listed(self.lists)
            self.bring_in(self.lists)

    def bring_in(self, number: int) -> None:
        self.asked = number
        where = f"/de-nghi/to-trinh/{self.server.facts['listed']}/danh-sach/"
        status, answer = self.send(where, *multipart(self.content))
        assert status == 200, answer[:300]
        status, answer = self.send(f"{where}nhap/", b"")
        assert status == 302, answer[:300]
        self.lists, self.asked = number + 1, None
        self.acknowledged += 1

    def look(self) -> None:
        found = self.written()
        assert found == dict.fromkeys(range(self.lists), ROWS) | {
            number: ROWS for number in found if number == self.asked
        }

    def ask_again(self) -> None:
        if self.asked is not None:
            number = self.asked
            self.bring_in(number)
            self.bring_in(number)
            assert self.written()[number] == ROWS

    def written(self) -> dict[int, int]:
        """Rows by the number of the list they came with."""
        return dict(
            self.server.rows(
                "select substring(achievement from 'Danh sách ([0-9]+),')::int, count(*) from nominations_nomination "
                "where submission_id = %s and achievement ~ '^Danh sách' group by 1",
                self.server.facts["listed"],
            )
        )


def listed(number: int) -> bytes:
    """A workbook of eight people; its number is in every sentence."""
    header = ("Họ và tên", "Năm sinh", "Giới tính", "Thành tích")
    name = " ".join(SYLLABLES[int(digit)] for digit in f"{number:03}")
    people = [
        (
            f"Hoàng {name} {SYLLABLES[n]}",
            str(1980 + n),
            "Nam",
            f"Danh sách {number}, việc {n}: thay van xả tháp 2",
        )
        for n in range(ROWS)
    ]
    return workbooks.plain([header, *people])


def multipart(content: bytes) -> tuple[bytes, str]:
    mark = "ranh-gioi-cua-tep"
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="danh sach.xlsx"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


@dataclass
class Submitter(Hand):
    """Sends one finished draft after another to the office above, six at a sitting."""

    sent: list[int] = field(default_factory=list)
    asked: int | None = None

    def work(self) -> None:
        for number in self.server.facts["letters"][len(self.sent) : len(self.sent) + AT_ONCE]:
            self.submit(number)

    def submit(self, number: int) -> None:
        self.asked = number
        form = urlencode({"number": f"{number}/TTr-CĐ"}).encode()
        status, answer = self.send(f"/de-nghi/to-trinh/{number}/trinh/", form)
        assert status == 302, answer[:300]
        self.sent.append(number)
        self.asked = None
        self.acknowledged += 1

    def look(self) -> None:
        """A letter with its number has its nominations on the way and is in the history; a draft has neither."""
        for number, state, order, referrals, events in self.written():
            if number in self.sent or (number == self.asked and state == "submitted"):
                assert (state, order, referrals, events) == ("submitted", f"{number}/TTr-CĐ", 1, 1)
            else:
                assert (state, order, referrals, events) == ("draft", "", 0, 0)

    def ask_again(self) -> None:
        if self.asked:
            self.submit(self.asked)
            self.look()

    def written(self) -> list[tuple[Any, ...]]:
        """Identifier, state, number, referrals and events of sending of every letter."""
        return self.server.rows(
            "select s.id, s.state, s.number, (select count(*) from nominations_referral r join nominations_nomination n "
            "on n.id = r.nomination_id where n.submission_id = s.id), (select count(*) from audit_event e "
            "where e.subject_type = 'submission' and e.subject_id = s.id and e.name = 'submission.submitted') "
            "from nominations_submission s where s.id = any(%s)",
            self.server.facts["letters"],
        )
