"""Triggers that keep a row as it is, as migration operations.

The rules stand in the database because code, a shell or a later mistake can go around
an action, and none of them around a trigger.
"""

from collections.abc import Sequence

from django.db.migrations import RunSQL


def refuse(table: str, name: str, events: str, message: str, when: str = "") -> RunSQL:
    """Refuse `events` ("UPDATE OR DELETE") on rows of `table` for which `when` holds.

    `when` is an SQL condition over OLD (and NEW where the event has it); none means
    every row. The error's SQLSTATE is integrity_constraint_violation, so Django
    raises IntegrityError with `message`.
    """
    function = f"{table}_{name}"
    condition = f"IF {when} THEN" if when else "IF TRUE THEN"
    return RunSQL(
        sql=f"""
            CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                {condition}
                    RAISE EXCEPTION '%', '{message}'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER {name} BEFORE {events} ON {table}
                FOR EACH ROW EXECUTE FUNCTION {function}();
        """,
        reverse_sql=f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {function}();",
    )


def immutable(
    table: str, message: str, *, except_columns: Sequence[str] = ()
) -> RunSQL:
    """No row of `table` is changed or deleted, but for `except_columns`."""
    if not except_columns:
        return refuse(table, "immutable", "UPDATE OR DELETE", message)
    kept = ", ".join(f"'{column}'" for column in except_columns)
    strip = f"- ARRAY[{kept}]"
    return refuse(
        table,
        "immutable",
        "UPDATE OR DELETE",
        message,
        when=f"TG_OP = 'DELETE' OR to_jsonb(OLD) {strip} <> to_jsonb(NEW) {strip}",
    )


def not_truncated(table: str, message: str) -> RunSQL:
    """TRUNCATE goes around row triggers; refuse it too."""
    function = f"{table}_truncate"
    return RunSQL(
        sql=f"""
            CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '%', '{message}'
                    USING ERRCODE = 'integrity_constraint_violation';
            END $$;
            CREATE TRIGGER not_truncated BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION {function}();
        """,
        reverse_sql=f"DROP TRIGGER not_truncated ON {table}; DROP FUNCTION {function}();",
    )
