"""Lines by their whole key with a plan that is kept, and what narrows a search told by the indexes of names.

A join with every partition takes longer to plan than to do. A row of a frequent name is not looked at when its index
says already that its unit, year or profile is not asked for. The decisions of an issuer are found by their key.
"""

from django.db import migrations, models

MAKE = """
create function register_lines(holders bigint[], years smallint[], ids bigint[]) returns setof register_entry
language plpgsql stable rows 50 set plan_cache_mode = force_generic_plan as $$
begin
    return query
    select e.* from unnest(holders, years, ids) k(holder_id, year, entry_id)
      join register_entry e on e.holder_id = k.holder_id and e.year = k.year and e.id = k.entry_id;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0011_import_in_parts")]

    operations = [
        migrations.RunSQL(MAKE, "drop function register_lines(bigint[], smallint[], bigint[])"),
        migrations.RemoveIndex(model_name="standingline", name="standing_name_year"),
        migrations.RemoveIndex(model_name="standingline", name="standing_name_unit"),
        migrations.AddIndex(
            model_name="standingline",
            index=models.Index(
                fields=["name_id", "-year", "-root_id", "unit_position", "profile_id"], name="standing_name_year"
            ),
        ),
        migrations.AddIndex(
            model_name="standingline",
            index=models.Index(
                fields=["name_id", "unit_position", "year", "profile_id"], name="standing_name_unit"
            ),
        ),
        migrations.RemoveIndex(model_name="registereddecision", name="registered_decision_issuer"),
        migrations.RemoveConstraint(model_name="registereddecision", name="registered_decision_once"),
        migrations.AddConstraint(
            model_name="registereddecision",
            constraint=models.UniqueConstraint(
                fields=("issuer", "year", "number"), name="registered_decision_once"
            ),
        ),
    ]
