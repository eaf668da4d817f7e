"""Every row of the domain catalogue, under every regime it names, is answered by the law files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from thidua.domain.catalogue.awards import AwardVersion
from thidua.domain.catalogue.evaluation import evaluate
from thidua.domain.catalogue.facts import Facts
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.values import Eligibility, Text, TextStatus

# The catalogue as compiled from the texts: row, how sure it is, its regimes, the awards that carry it.
ROWS = [
    ("CSTDTQ.R14", "S", "R14", "CSTDTQ"),
    ("CSTD_BO.R14", "Q", "R14", "CSTD_BO CSTD_TLD"),
    ("CSTDCS.R14", "S", "R14", "CSTDCS"),
    ("LDTT.R14", "S", "R14", "LDTT"),
    ("CO_CP.R14", "S", "R14", "CO_CP"),
    ("CO_BO.R14", "Mm", "R14", "CO_BO CO_TLD"),
    ("TTLDXS.R14", "Q", "R14", "TTLDXS"),
    ("TTLDTT.R14", "Q", "R14", "TTLDTT"),
    ("HC_SAOVANG.C.R14", "S", "R14", "HC_SAOVANG"),
    ("HC_HCM.C.R14", "S", "R14", "HC_HCM"),
    ("HC_DL1.C.R14", "S", "R14", "HC_DL1"),
    ("HC_DL2.C.R14", "S", "R14", "HC_DL2"),
    ("HC_DL3.C.R14", "S", "R14", "HC_DL3"),
    ("HC_DL1.L.R14", "S", "R14", "HC_DL1"),
    ("HC_DL2.L.R14", "S", "R14", "HC_DL2"),
    ("HC_DL3.L.R14", "S", "R14", "HC_DL3"),
    ("HC_QC1.C.R14", "S", "R14", "HC_QC1"),
    ("HC_QC2.C.R14", "S", "R14", "HC_QC2"),
    ("HC_QC3.C.R14", "S", "R14", "HC_QC3"),
    ("HCLD1.I.R14", "S", "R14", "HCLD1"),
    ("HCLD1.W.R14", "S", "R14", "HCLD1"),
    ("HCLD1.C.R14", "S", "R14", "HCLD1"),
    ("HCLD2.I.R14", "S", "R14", "HCLD2"),
    ("HCLD2.W.R14", "S", "R14", "HCLD2"),
    ("HCLD2.C.R14", "S", "R14", "HCLD2"),
    ("HCLD3.I.R14", "S", "R14", "HCLD3"),
    ("HCLD3.W.R14", "S", "R14", "HCLD3"),
    ("HCLD3.C.R14", "S", "R14", "HCLD3"),
    ("HCLD1.L.R14", "S", "R14", "HCLD1"),
    ("HCLD2.L.R14", "S", "R14", "HCLD2"),
    ("HCLD3.L.R14", "S", "R14", "HCLD3"),
    ("HCLD.F.R14", "S", "R14", "HCLD1 HCLD2 HCLD3"),
    ("HC_BVTQ.R14", "S", "R14", "HC_BVTQ1 HC_BVTQ2 HC_BVTQ3"),
    ("HC_CHIENCONG", "Mm", "R14 R17 R24 R25", "HC_CHIENCONG1 HC_CHIENCONG2 HC_CHIENCONG3"),
    ("HC_DAIDOANKET", "Mm", "R14 R17 R24 R25", "HC_DAIDOANKET"),
    ("HC_DUNGCAM", "Mm", "R14 R17 R24 R25", "HC_DUNGCAM"),
    ("HC_HUUNGHI", "Mm", "R14 R17 R24 R25", "HC_HUUNGHI"),
    ("HCh_HUUNGHI.R14", "S", "R14", "HCH_HUUNGHI"),
    ("HCh_CSVV.R14", "S", "R14", "HCH_CSVV"),
    ("HCh_KHAC", "Mm", "R14 R17 R24 R25", "HCH_QKQT HCH_TNXP HCH_VANTQ"),
    ("BKTTG.I.R14", "S", "R14", "BKTTG"),
    ("BKTTG.W.R14", "S", "R14", "BKTTG"),
    ("BKTTG.C.R14", "S", "R14", "BKTTG"),
    ("BKTTG.H.R14", "S", "R14", "BKTTG"),
    ("BK_BO.I.R14", "S", "R14", "BK_BO BK_TLD"),
    ("BK_BO.C.R14", "S+Mm", "R14", "BK_BO BK_TLD"),
    ("BK_BO.H.R14", "S", "R14", "BK_BO BK_TLD"),
    ("GK.H.R14", "S", "R14", "GK"),
    ("GK.I.R14", "Mm", "R14", "GK GK_CD GK_CDCS"),
    ("AHLD", "Q", "R14 R17", "AHLD"),
    ("DHVD_KHAC", "Mm", "R14 R17 R24 R25", "AHLLVT BMVNAH NGND NGUT NNND NNUT NSND NSUT TTND TTUT"),
    ("GT_HCM_NN", "Mm", "R14 R17 R24 R25", "GT_HCM GT_NN"),
    ("CSTDTQ.R17", "Q", "R17", "CSTDTQ"),
    ("CSTD_BO.R17", "Q", "R17", "CSTD_BO CSTD_TLD"),
    ("CSTDCS.R17", "Q", "R17", "CSTDCS"),
    ("LDTT.R17", "Q", "R17", "LDTT"),
    ("CO_CP.R17", "Q", "R17", "CO_CP"),
    ("CO_BO.R17", "Q", "R17", "CO_BO CO_TLD"),
    ("HCLD1.W.R17", "Q", "R17", "HCLD1"),
    ("BKTTG.I.R17", "Q", "R17", "BKTTG"),
    ("VOTE.R17", "Q", "R17", ""),
    ("SIMPLE.R17", "Q", "R17", "BK_LDLD_DX BK_TLD_DX GK_CDCS_DX GK_CD_DX"),
    ("CSTDTQ.R24", "Q", "R24 R25", "CSTDTQ"),
    ("CSTD_BO.R24", "Q", "R24 R25", "CSTD_BO CSTD_TLD"),
    ("CSTDCS.R24", "Q", "R24 R25", "CSTDCS"),
    ("LDTT.R24", "Q", "R24 R25", "LDTT"),
    ("CO_CP.R24", "Q", "R24 R25", "CO_CP"),
    ("CO_BO.R24", "Mm", "R24 R25", "CO_BO CO_TLD"),
    ("TTLDXS.R24", "Q", "R24 R25", "TTLDXS"),
    ("TTLDTT.R24", "Q", "R24 R25", "TTLDTT"),
    ("XA_TB.R24", "Mm", "R24 R25", "XA_TB"),
    ("THON_VH.R24", "Mm", "R24 R25", "THON_VH"),
    ("GD_VH.R24", "Mm", "R24 R25", "GD_VH"),
    ("HCLD3.I.R24", "Q", "R24 R25", "HCLD3"),
    ("HCLD3.L.R25", "Q", "R25", "HCLD3"),
    ("HCLD12.R24", "Mm", "R24 R25", "HCLD1 HCLD2"),
    ("BKTTG.I.R24", "Q", "R24 R25", "BKTTG"),
    ("BKTTG.C.R24", "Mm", "R24 R25", "BKTTG"),
    ("BK_BO.I.R24", "Q", "R24 R25", "BK_BO BK_TLD"),
    ("BK_BO.C.R24", "Mm", "R24 R25", "BK_BO BK_TLD"),
    ("GK.R24", "Q", "R24 R25", "GK GK_CD GK_CDCS"),
    ("KNC.R24", "Q", "R24 R25", "KNC"),
    ("SIMPLE.R24", "Q", "R24 R25", "BK_LDLD_DX BK_TLD_DX GK_CDCS_DX GK_CD_DX"),
    ("CSTDCS.R26", "Q-draft", "R26", "CSTDCS"),
    ("CO_TLD_TD.U", "Mm", "U1564 U1689", "CO_TLD"),
    ("CO_TLD_CD.U", "Mm", "U1689", "CO_TLD_CD"),
    ("CO_LDLD.U1564", "Q", "U1564", "CO_LDLD"),
    ("BK_TLD.I.U1689", "Q", "U1689", "BK_TLD"),
    ("BK_TLD.C.U1689", "Ml", "U1689", "BK_TLD"),
    ("BK_CD.U2106", "Q", "U2106", "BK_TLD_CD"),
    ("BK_CD.U1689", "Q", "U1689", "BK_TLD_CD"),
    ("BK_LDLD.U", "Mm", "U1689", "BK_LDLD"),
    ("GK_CD.U", "Mm", "U1564 U1689", "GK_CD GK_CDCS"),
    ("LDST.1.U1564", "Q", "U1564", "LDST"),
    ("LDST.2.U1564", "Q", "U1564", "LDST"),
    ("LDST.3.U1564", "Q", "U1564", "LDST"),
    ("KNC_CD.1.U1564", "Q", "U1564", "KNC_CD"),
    ("KNC_CD.2.U1564", "Q", "U1564", "KNC_CD"),
    ("KNC_CD.3.U1564", "Q", "U1564", "KNC_CD"),
    ("KNC_CD.4.U1564", "Q", "U1564", "KNC_CD"),
    ("KNC_CD.5.U1564", "Q", "U1564", "KNC_CD"),
    ("KNC_CD.U777", "Q", "U777", "KNC_CD"),
    ("GT_NDC", "Q", "U1689", "GT_NDC"),
    ("GT_NVL", "Q", "U1689", "GT_NVL"),
    ("CSTDTQ.U1689", "Q", "U1689", "CSTDTQ"),
    ("CSTD_TLD.U1689", "Q", "U1689", "CSTD_TLD"),
    ("DV_XS", "Q", "U1689", "DV_XS"),
    ("CDCS_VM", "Q", "U1689", "CDCS_VM"),
    ("TO_VM", "Q", "U1689", "TO_VM"),
    ("DN_TB", "Q", "U1689", "DN_TB"),
    ("HD1217.RULE", "Q", "U1564", ""),
    ("U999", "Q (existence)", "U999", ""),
]
# A day well inside each regime.
DAYS = {
    "R10": date(2012, 6, 1),
    "R14": date(2016, 6, 1),
    "R17": date(2021, 6, 1),
    "R24": date(2024, 9, 2),
    "R25": date(2026, 1, 15),
    "R26": date(2026, 11, 2),
    "U777": date(2014, 9, 30),
    "U1564": date(2016, 6, 1),
    "U2106": date(2018, 6, 1),
    "U1689": date(2021, 6, 1),
    "U999": date(2025, 1, 2),
}
RULES_AND_REGIMES = {"VOTE.R17", "HD1217.RULE", "U999"}
SURENESS = ["Ml", "Mm", "Mh", "Q-draft", "Q", "S"]
TAGS = {row: tag for row, tag, _, _ in ROWS}


def surest(tags: list[str]) -> str:
    return max((word for tag in tags for word in tag.split("+")), key=SURENESS.index)


@pytest.mark.parametrize(
    ("row", "regime", "award"),
    [
        (row, regime, award)
        for row, _, regimes, awards in ROWS
        for regime in regimes.split()
        for award in awards.split()
    ],
)
def test_a_row_is_carried_by_its_awards_in_its_regimes(row: str, regime: str, award: str) -> None:
    version = library().version_on(award, DAYS[regime])
    assert row in version.rows
    assert version.confidence == surest([TAGS[carried] for carried in version.rows])
    assert version.status is (TextStatus.DRAFT if TAGS[row] == "Q-draft" else version.status)
    assert version.conditions
    answer = evaluate(award, Facts(), received_on=DAYS[regime], period_year=DAYS[regime].year - 1)
    assert answer.findings[0].condition.id == "subject"
    assert len(answer.findings) > 1 or "individual" not in library().award(award).subjects


def test_the_list_is_whole() -> None:
    assert len(ROWS) == 112
    assert len(TAGS) == 112
    assert {row for row, _, _, awards in ROWS if not awards} == RULES_AND_REGIMES
    carried = {row for award in library().awards.values() for v in award.versions for row in v.rows}
    assert carried == set(TAGS) - RULES_AND_REGIMES


def test_the_rows_that_are_rules_or_regimes_are_answered() -> None:
    for code in ("AHLD", "CSTDTQ", "CSTD_TLD", "CSTD_BO"):
        rule = library().voting_rule(code, DAYS["R17"])
        assert (rule.needed(15, 12, 12), rule.denominator, rule.secret, rule.absentee_written) == (
            14,
            "total",
            True,
            True,
        )
    assert library().voting_rule("CSTDCS", DAYS["R17"]).is_local
    one_kind = evaluate("BK_TLD", Facts(), received_on=DAYS["U1564"], period_year=2015).finding(
        "one_kind_a_year"
    )
    assert one_kind.condition.citation.instrument == "HD1217-2016"
    regime = library().regime_on("union", DAYS["U999"])
    assert (regime.code, regime.text) == ("U999", "none")


def answered(version: AwardVersion) -> bool:
    asks_for_text = any(condition.kind == "no_text" for condition in version.conditions)
    from_memory = version.confidence.startswith("M")
    return asks_for_text if version.status is TextStatus.NO_TEXT else bool(version.rows) or from_memory


@pytest.mark.parametrize("code", sorted(library().awards))
def test_every_award_answers_in_every_regime_and_says_when_no_text_is_held(code: str) -> None:
    award = library().award(code)
    for regime in library().regimes:
        if regime.axis != award.axis:
            continue
        on = DAYS[regime.code]
        version = library().version_on(code, on)
        assert answered(version), (code, regime.code)
        assert library().authority_of(code, on).name.vi
        assert library().dossier(code, on)
        assert library().voting_rule(code, on)
        for subject in award.subjects:
            assert library().bonus(code, subject, on)
        if version.status is TextStatus.NO_TEXT:
            verdict = evaluate(
                code, Facts(subject_kind=award.subjects[0]), received_on=on, period_year=on.year - 1
            ).verdict
            assert verdict is Eligibility.NEEDS_PERSON, (code, regime.code)


def test_each_award_has_both_languages() -> None:
    for award in library().awards.values():
        assert award.name.vi
        assert award.name.en


def test_every_rule_and_branch_is_titled_in_english_without_codes() -> None:
    code = re.compile(r"[A-Z]{2,}_[A-Z]+|\b[A-Z]{4,}[0-9]*\b")
    for award in library().awards.values():
        for version in award.versions:
            for condition in version.conditions:
                for title in (condition.title, *_titles(condition.params)):
                    assert title.en and title.en != title.vi, (award.code, title)
                    assert not code.search(title.en), (award.code, title)


def _titles(rule: Mapping[str, Any]) -> Iterator[Text]:
    for branch in rule.get("of") or ():
        if isinstance(branch, Mapping):
            yield Text(branch["title"]["vi"], branch["title"].get("en", ""))
            yield from _titles(branch)


def test_the_cross_cutting_rules_are_all_there_in_words() -> None:
    known = {principle.id for principle in library().principles}
    assert known == {f"X{number:02d}" for number in range(1, 18)}
    kinds = {c.kind for a in library().awards.values() for v in a.versions for c in nested(v)}
    for principle in library().principles:
        assert principle.title.en
        assert principle.text.en
        assert (principle.applied == "condition") == bool(principle.conditions)
        assert set(principle.conditions) <= kinds


class Kind:
    """One condition or branch by its kind."""

    def __init__(self, kind: str) -> None:
        self.kind = kind


def nested(version: AwardVersion) -> list[Kind]:
    found = []
    waiting: list[object] = [{"kind": c.kind, "of": c.params.get("of", [])} for c in version.conditions]
    while waiting:
        item = waiting.pop()
        assert isinstance(item, dict)
        found.append(Kind(item["kind"]))
        waiting += [branch for branch in item.get("of", []) if isinstance(branch, dict)]
    return found


@pytest.mark.parametrize(
    ("on", "ids"),
    [
        (date(2014, 8, 19), ["X17"]),
        (date(2016, 6, 1), ["X06", "X07", "X08", "X09", "X10", "X12", "X16", "X17"]),
        (date(2024, 9, 2), ["X01", "X06", "X08", "X09", "X11", "X14", "X16", "X17"]),
        (
            date(2025, 7, 1),
            ["X01", "X02", "X03", "X04", "X05", "X06", "X08", "X09", "X11", "X13", "X14", "X16", "X17"],
        ),
    ],
)
def test_each_cross_cutting_rule_holds_in_its_days(on: date, ids: list[str]) -> None:
    assert [principle.id for principle in library().principles_on(on)] == ids
