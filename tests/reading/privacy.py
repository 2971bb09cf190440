"""Records of both kinds, of users of the organisations."""

from datetime import timedelta

from app.auth.tables import ApplicationRow
from app.organisations.tables import OrganisationRow
from app.privacy.tables import PrivacyRecordRow
from app.privacy.values import PrivacyAct
from app.users.tables import UserRow
from tests.gateway import START
from tests.reading.row_factory import Maker


def add_records(make: Maker, owners: list[OrganisationRow]) -> None:
    for owner in owners:
        users = [row for row in make.rows if isinstance(row, UserRow) and row.organisation_id == owner.id]
        clients = [row for row in make.rows if isinstance(row, ApplicationRow) and row.organisation_id == owner.id]
        for number, kind in enumerate([*PrivacyAct] * 6 if users else ()):
            make.new(
                PrivacyRecordRow,
                organisation_id=owner.id,
                user_id=make.rng.choice(users).id,
                application_id=make.maybe(clients[0].id),
                kind=kind.name,
                created_at=START + timedelta(hours=number),
            )
