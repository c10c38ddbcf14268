"""The company's settings: named values, each change in the audit log.

`account:<KEY>` names the QuickBooks account that plays a part of the default chart (`account:SELLFEE`); the other
names stand in `DEFAULTS`.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from workbench import clock
from workbench.store import audit
from workbench.store.schema import setting

DEFAULTS: dict[str, Any] = {
    "connection": "practice",
    "realm": "",
    "quickbooks": {},
    "time_zone": "America/Los_Angeles",
    "time_zones": {},
    "mode": "order",
    "mode_rules": [],
    "by_marketplace": {},
    "confirm_automatically": False,
    "amazon_approved": {},
    "attach_files": True,
    "deposit_account": "",
    "payment_account": "",
    "undeposited_account": "",
    "customer": "",
    "vendor": "",
    "fees_as": "journal",
    "tax_code": "",
    "product_tracking": False,
    "default_item": "",
    "cost_of_goods": False,
    "cost_account": "",
    "inventory_account": "",
    "returns_to_stock": False,
    "link_limit": 500,
    "deferral": False,
    "accrue_open": False,
    "chart": {},
    "chart_at": "",
}


def get(connection: sa.Connection, name: str) -> Any:
    """The value of a setting, or its default."""
    row = connection.execute(sa.select(setting.c.value).where(setting.c.name == name)).first()
    return json.loads(row.value) if row else DEFAULTS.get(name, "")


def every(connection: sa.Connection) -> dict[str, Any]:
    """All settings, defaults included."""
    stored = {row.name: json.loads(row.value) for row in connection.execute(sa.select(setting))}
    return {**DEFAULTS, **stored}


def put(connection: sa.Connection, by: str, /, **values: Any) -> None:
    """Change settings; what did not change leaves no trace."""
    for name, value in values.items():
        if get(connection, name) == value and name in every(connection):
            continue
        row = {"value": json.dumps(value), "changed_at": clock.stamp(), "changed_by": by}
        updated = connection.execute(setting.update().where(setting.c.name == name).values(**row))
        if not updated.rowcount:
            connection.execute(setting.insert().values(name=name, **row))
        audit.record(connection, by, "setting changed", name=name, value="(the chart)" if name == "chart" else value)
