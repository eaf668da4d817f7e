"""Users and what they may do where."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from thidua.domain.access import Role
from thidua.domain.organizations.models import Organization
from thidua.domain.people.models import Person

ROLE_LABELS = {
    Role.OFFICER: _("Cán bộ thi đua"),
    Role.APPRAISER: _("Cán bộ thẩm định"),
    Role.COUNCIL_SECRETARY: _("Thư ký Hội đồng"),
    Role.COUNCIL_MEMBER: _("Thành viên Hội đồng"),
    Role.HEAD: _("Người đứng đầu"),
    Role.STANDING_OFFICE: _("Thường trực Tổng Liên đoàn"),
    Role.INSPECTOR: _("Kiểm tra, giám sát"),
    Role.LAWYER: _("Pháp chế"),
    Role.STEWARD: _("Quản lý dữ liệu người"),
    Role.CLERK: _("Nhập liệu lưu trữ"),
    Role.EDITOR: _("Biên tập cổng thông tin"),
    Role.OPERATOR: _("Quản trị vận hành"),
}
ROLE_CHOICES = [(role.value, label) for role, label in ROLE_LABELS.items()]


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Someone who signs in. Rights come from grants alone; there is no superuser."""

    email = models.EmailField(_("thư điện tử"), unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=200)
    post = models.CharField(_("chức vụ"), max_length=200, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="users")
    is_active = models.BooleanField(default=True)
    preferences = models.JSONField(default=dict)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name


class RoleGrant(models.Model):
    """A role over a unit and everything below it, during a period, by a document."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="grants")
    during = DateRangeField()
    instrument = models.CharField(_("văn bản"), max_length=200, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["organization", "role"], name="grant_of_unit")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Delegation(models.Model):
    """One person lets another act in one of their grants, by a document, between two days."""

    grant = models.ForeignKey(RoleGrant, models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey(User, models.PROTECT, related_name="delegations")
    during = DateRangeField()
    instrument = models.CharField(_("văn bản"), max_length=200)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.grant_id} → {self.delegate_id}"


class Scope(models.TextChoices):
    """What a program may read with a token."""

    REGISTER = "register", _("Sổ khen thưởng")
    STATISTICS = "statistics", _("Thống kê")
    REPORTS = "reports", _("Báo cáo")


class Token(models.Model):
    """Lets a program read in a user's place: below one unit, for some scopes, up to a day.

    Only a hash of the secret is kept; the secret has 256 random bits, so a plain hash cannot be searched through.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    label = models.CharField(_("tên"), max_length=100)
    scopes = ArrayField(models.CharField(max_length=12, choices=Scope.choices))
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4)  # the end of the secret, by which a person knows it again
    created_at = models.DateTimeField()
    expires_on = models.DateField()  # the first day it no longer opens anything
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.label} …{self.hint}"


class TokenUse(models.Model):
    """How many requests were handed out to a token in its latest minute; told when it was last used, too."""

    token = models.OneToOneField(Token, models.CASCADE, primary_key=True, related_name="use")
    minute = models.BigIntegerField()  # since 1970
    taken = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.token_id} {self.minute}"
