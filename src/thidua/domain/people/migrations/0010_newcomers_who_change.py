"""Whoever changes while somebody else makes the traits of newcomers is found by what they are by then.

The one wrote traits of the person as they were, the other found no traits to replace and then kept those.
"""

from django.db import migrations

_KEEP = """
create or replace function people_keep_traits(ids bigint[]) returns void
language plpgsql security definer set search_path = public as $$
begin{wait}
    delete from people_trait where person_id = any (ids);
    perform people_add_traits(ids);
end $$;
"""
_WAIT = """
    perform from people_arrival a
      where exists (select unnest(a.people) intersect select unnest(ids)) for share;"""


class Migration(migrations.Migration):
    dependencies = [("people", "0009_who_is_on_the_payroll")]

    operations = [migrations.RunSQL(_KEEP.format(wait=_WAIT), _KEEP.format(wait=""))]
