"""Tables of the back-capture: batches, their pages, and the rows of each page."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from thidua.domain.archive.models import Original
from thidua.domain.capture.states import BookKind, PageState
from thidua.domain.organizations.models import Organization


class Batch(models.Model):
    """A book, or the scan of a decision: whose it is, who decided, and the years it covers.

    ``issuer`` is as a list would name it; empty where the pages say it, or it follows from the honor.
    ``needs_two`` says that the second pass must be another person's.
    """

    unit = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=BookKind.choices, default=BookKind.BOOK)
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=300, blank=True)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    needs_two = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_year__lte=models.F("last_year")), name="capture_batch_years"
            )
        ]
        indexes = [models.Index(fields=["unit", "-opened_at"], name="capture_batch_of_unit")]

    def __str__(self) -> str:
        return self.title


class Page(models.Model):
    """One page: ``leaf`` of an original (from 1), turned by ``degrees`` to stand straight.

    ``width`` and ``height`` are of the picture that was read; all boxes are in its pixels. ``columns`` are the fields
    that the page has, in its order. ``trouble`` is why the machine did not read it, in words for the user.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="pages")
    number = models.PositiveIntegerField()
    original = models.ForeignKey(Original, models.PROTECT, related_name="+")
    leaf = models.PositiveIntegerField(default=1)
    file_name = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=PageState.choices, default=PageState.WAITING)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    degrees = models.FloatField(default=0)
    words_sha256 = models.CharField(max_length=64, blank=True)  # the words with boxes, a content of the store
    columns = models.JSONField(default=list)
    trouble = models.CharField(max_length=500, blank=True)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="capture_page_number_once"),
            models.UniqueConstraint(
                fields=["batch", "original", "leaf"],
                condition=~models.Q(state="discarded"),
                name="capture_page_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=PageState.values), name="capture_page_known_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"


class Row(models.Model):
    """A row of a page. Fields by key: as ``read`` (text, confidence, box), and as keyed in either pass.

    ``final`` is what enters the register. ``left_out`` says why a row does not. ``entry_id`` is bare: the register
    may be spread over machines, where nothing may refer to its lines.
    """

    page = models.ForeignKey(Page, models.PROTECT, related_name="rows")
    place = models.PositiveIntegerField()  # from the top, with room between for rows put in later
    box = models.JSONField(default=list)
    read = models.JSONField(default=dict)
    first = models.JSONField(default=dict)
    second = models.JSONField(default=dict)
    final = models.JSONField(default=dict)
    is_first_done = models.BooleanField(default=False)
    is_second_done = models.BooleanField(default=False)
    left_out = models.CharField(max_length=200, blank=True)
    entry_id = models.BigIntegerField(null=True)
    register_no = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "place"], name="capture_row_place_once"),
            models.UniqueConstraint(fields=["entry_id"], name="capture_row_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.place}"
